// What the console uses of its libraries, for the check of its types. They themselves come from Maven Central.

declare module "*/lib-preact.js" {
  export function h(...given: any[]): any;
  export function render(tree: any, at: any): void;
  export function createContext<T>(value: T): { Provider: any };
}

declare module "*/lib-hooks.js" {
  export function useContext(context: any): any;
  export function useState<T>(initial: T | (() => T)): [T, (next: T | ((before: T) => T)) => void];
  export function useEffect(run: () => any, of?: any[]): void;
  export function useLayoutEffect(run: () => any, of?: any[]): void;
  export function useMemo<T>(make: () => T, of: any[]): T;
  export function useRef<T>(initial?: T): { current: T };
  export function useErrorBoundary(told?: (error: any) => void): [any, () => void];
}

declare module "*/lib-htm.js" {
  const htm: { bind(h: any): (strings: TemplateStringsArray, ...values: any[]) => any };
  export default htm;
}
