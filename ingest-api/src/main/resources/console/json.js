/**
 * JSON whose integers are exact. Amounts are 64-bit integers, and JavaScript's numbers hold those up to 2^53 - 1: what is
 * beyond is a BigInt here, coming in and going out.
 */

const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;
const LARGE_INTEGER = /^-?\d{16,}$/;

/**
 * @param {string} text
 * @returns {any}
 */
export function parse(text) {
  if (!/\d{16}/.test(text)) {
    return JSON.parse(text);
  }
  // Large integers become strings with a mark that no string of the text begins with.
  let mark = "#";
  while (text.includes(`"${mark}`)) {
    mark += "#";
  }
  const marked = text.replace(STRING_OR_NUMBER, (token) => (LARGE_INTEGER.test(token) ? `"${mark}${token}"` : token));
  return JSON.parse(marked, (_, value) =>
    typeof value === "string" && value.startsWith(mark) ? integer(value.slice(mark.length)) : value,
  );
}

/**
 * A number where that is exact, else a BigInt.
 *
 * @param {string | bigint} text
 * @returns {number | bigint}
 */
export function integer(text) {
  const value = BigInt(text);
  return BigInt.asIntN(53, value) === value ? Number(value) : value;
}

/**
 * Members that are undefined are left out, as JSON.stringify does.
 *
 * @param {any} value
 * @returns {string}
 */
export function stringify(value) {
  if (typeof value === "bigint") {
    return value.toString();
  }
  if (Array.isArray(value)) {
    return `[${value.map(stringify).join(",")}]`;
  }
  if (value !== null && typeof value === "object") {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${stringify(member)}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

/**
 * The same over several lines, for people.
 *
 * @param {any} value
 * @returns {string}
 */
export function pretty(value, margin = "") {
  const inner = `${margin}  `;
  if (Array.isArray(value) && value.length > 0) {
    return `[\n${value.map((one) => inner + pretty(one, inner)).join(",\n")}\n${margin}]`;
  }
  if (value !== null && typeof value === "object" && Object.keys(value).length > 0) {
    const members = Object.entries(value).map(([name, one]) => `${inner}${JSON.stringify(name)}: ${pretty(one, inner)}`);
    return `{\n${members.join(",\n")}\n${margin}}`;
  }
  return stringify(value);
}
