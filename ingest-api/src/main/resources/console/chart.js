/** Charts, drawn as SVG by hand: their colours follow the theme, and they need nothing else. */

import { html, useLayoutEffect, useRef, useState } from "./preact.js";
import * as format from "./format.js";

const HEIGHT = 160;
const MARGIN = { top: 10, right: 12, bottom: 24, left: 64 };

/** The width that there is, in pixels. */
function useWidth() {
  const frame = /** @type {{current: any}} */ (useRef());
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry.contentRect.width)));
    observer.observe(frame.current);
    return () => observer.disconnect();
  }, []);
  return /** @type {const} */ ([frame, width]);
}

/** Round values between the two, at most so many, both ends within. @param {number} low @param {number} high @returns {number[]} */
function ticks(low, high, atMost = 4) {
  const raw = (high - low || 1) / atMost;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((of) => of * power).find((of) => of >= raw) ?? raw;
  const first = Math.floor(low / step) * step;
  const found = [];
  for (let value = first; found.length < atMost + 3; value += step) {
    found.push(value);
    if (value >= high) {
      break;
    }
  }
  return found;
}

/** @param {number} millis @param {number} span */
function timeLabel(millis, span) {
  const text = new Date(millis).toISOString();
  return span > 3 * 86_400_000 ? text.slice(0, 10) : span > 86_400_000 ? `${text.slice(5, 10)} ${text.slice(11, 16)}` : span > 600_000 ? text.slice(11, 16) : text.slice(11, 19);
}

/**
 * Amounts that stay until they change.
 *
 * @param {{label: string, points: {at: number, value: number | bigint}[], pick?: (at: number) => void}} props
 */
export function StepChart({ label, points, pick }) {
  const [frame, width] = useWidth();
  const [over, setOver] = useState(/** @type {number | undefined} */ (undefined));
  // Enough for a picture: the amounts themselves are shown from the points.
  const values = points.map(({ value }) => Number(value));
  const [from, to] = [points[0].at, points[points.length - 1].at];
  const span = Math.max(1, to - from);
  const lines = ticks(Math.min(0, ...values), Math.max(0, ...values));
  const [low, high] = [lines[0], lines[lines.length - 1]];
  const inner = Math.max(0, width - MARGIN.left - MARGIN.right);
  const x = (/** @type {number} */ at) => MARGIN.left + ((at - from) / span) * inner;
  const y = (/** @type {number} */ value) => MARGIN.top + (1 - (value - low) / (high - low || 1)) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const line = points.map(({ at }, index) => `${index === 0 ? "M" : "H"}${x(at).toFixed(1)}${index === 0 ? `,${y(values[0]).toFixed(1)}` : `V${y(values[index]).toFixed(1)}`}`).join("");
  const moved = (/** @type {any} */ event) => {
    const at = from + ((event.clientX - event.currentTarget.getBoundingClientRect().left - MARGIN.left) / inner) * span;
    let index = points.findIndex((point) => point.at > at);
    index = index < 0 ? points.length - 1 : Math.max(0, index - 1);
    setOver(index);
  };
  const shown = over === undefined ? undefined : points[Math.min(over, points.length - 1)];
  return html`<figure class="chart" ref=${frame}>
    ${width > 0 &&
    html`<svg
        width=${width}
        height=${HEIGHT}
        role="img"
        aria-label=${`${label}: from ${format.credits(points[0].value)} to ${format.credits(points[points.length - 1].value)} credits`}
        onMouseMove=${moved}
        onMouseLeave=${() => setOver(undefined)}
        onClick=${() => shown && pick?.(shown.at)}
        class=${pick ? "picks" : ""}
      >
        ${lines.map(
          (value) => html`<line class=${value === 0 ? "zero" : "grid"} x1=${MARGIN.left} x2=${width - MARGIN.right} y1=${y(value)} y2=${y(value)} />
            <text x=${MARGIN.left - 8} y=${y(value) + 4} text-anchor="end">${compact(value / 1000)}</text>`,
        )}
        <path class="area" d=${`${line}V${y(0)}H${x(from)}Z`} />
        <path class="line" d=${line} />
        ${[0, 1 / 2, 1].map(
          (part) => html`<text x=${x(from + part * span)} y=${HEIGHT - 6} text-anchor=${part === 0 ? "start" : part === 1 ? "end" : "middle"}>${timeLabel(from + part * span, span)}</text>`,
        )}
        ${shown && html`<line class="cursor" x1=${x(shown.at)} x2=${x(shown.at)} y1=${MARGIN.top} y2=${HEIGHT - MARGIN.bottom} /><circle cx=${x(shown.at)} cy=${y(Number(shown.value))} r="4" />`}
      </svg>
      <figcaption class="note">
        ${shown ? html`<b>${format.creditsWord(shown.value)}</b> from ${format.time(new Date(shown.at).toISOString())} on` : pick ? "Point at the line to read it; click to see the blocks as of then." : " "}
      </figcaption>`}
  </figure>`;
}

/**
 * @param {{label: string, bars: {name: string, value: number | bigint, title: string}[]}} props
 */
export function BarChart({ label, bars }) {
  const [frame, width] = useWidth();
  const values = bars.map(({ value }) => Number(value));
  const lines = ticks(Math.min(0, ...values), Math.max(1, ...values));
  const [low, high] = [lines[0], lines[lines.length - 1]];
  const inner = Math.max(0, width - MARGIN.left - MARGIN.right);
  const each = inner / Math.max(1, bars.length);
  const y = (/** @type {number} */ value) => MARGIN.top + (1 - (value - low) / (high - low)) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const every = Math.ceil(bars.length / Math.max(1, Math.floor(inner / 90)));
  return html`<figure class="chart" ref=${frame}>
    ${width > 0 &&
    html`<svg width=${width} height=${HEIGHT} role="img" aria-label=${`${label}: ${bars.map((bar) => bar.title).join("; ")}`}>
      ${lines.map(
        (value) => html`<line class=${value === 0 ? "zero" : "grid"} x1=${MARGIN.left} x2=${width - MARGIN.right} y1=${y(value)} y2=${y(value)} />
          <text x=${MARGIN.left - 8} y=${y(value) + 4} text-anchor="end">${compact(value)}</text>`,
      )}
      ${bars.map((bar, index) => {
        const top = Math.min(y(values[index]), y(0));
        const barWidth = Math.min(48, Math.max(1, each - Math.min(6, each * 0.25)));
        return html`<g>
          <rect class="bar" x=${MARGIN.left + index * each + (each - barWidth) / 2} width=${barWidth} y=${top} height=${Math.abs(y(values[index]) - y(0))} rx="2"><title>${bar.title}</title></rect>
          ${index % every === 0 && html`<text x=${MARGIN.left + (index + 0.5) * each} y=${HEIGHT - 6} text-anchor="middle">${bar.name}</text>`}
        </g>`;
      })}
    </svg>`}
  </figure>`;
}

const COMPACT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 3 });

/** @param {number} value */
function compact(value) {
  return COMPACT.format(value);
}
