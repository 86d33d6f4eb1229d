/** Preact, its hooks, and htm's templates for it. */

import { h } from "./lib-preact.js";
import htm from "./lib-htm.js";

export { createContext, render } from "./lib-preact.js";
export { useContext, useEffect, useErrorBoundary, useLayoutEffect, useMemo, useRef, useState } from "./lib-hooks.js";

export const html = htm.bind(h);
