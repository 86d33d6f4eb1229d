// The key stays in the tab, as in the console: a reload keeps it, another tab has none, and it is gone when the tab closes.
const STORED = "quotastack.docs.key";
const SCHEME = "apiKey";
const DOCUMENT = "/openapi.json";

const keepsTheKey = () => ({
  statePlugins: {
    auth: {
      wrapActions: {
        authorize: (authorize) => (given) => {
          if (given[SCHEME]) sessionStorage.setItem(STORED, given[SCHEME].value);
          return authorize(given);
        },
        logout: (logout) => (schemes) => {
          sessionStorage.removeItem(STORED);
          return logout(schemes);
        },
      },
    },
  },
});

const KEYED = ["POST", "PATCH"];
const KEY_OF_A_REQUEST = "Idempotency-Key";

// As a client library does it: each request gets a key of its own, unless one was typed to send it again.
const givesAKey = (request) => {
  const named = Object.keys(request.headers ?? {}).some((name) => name.toLowerCase() === KEY_OF_A_REQUEST.toLowerCase());
  if (!request.loadSpec && KEYED.includes(request.method?.toUpperCase()) && !named) {
    // Not randomUUID: browsers have that on this machine and over TLS only.
    const random = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0"));
    request.headers = { ...request.headers, [KEY_OF_A_REQUEST]: `docs-${random.join("")}` };
  }
  return request;
};

// So that the form does not ask for what is given.
const leavesTheKeyOut = (answer) => {
  if (new URL(answer.url, location.href).pathname === DOCUMENT && answer.status === 200) {
    const document = JSON.parse(answer.text);
    document.components.parameters.IdempotencyKey.required = false;
    answer.text = JSON.stringify(document);
  }
  return answer;
};

const ui = SwaggerUIBundle({
  url: DOCUMENT,
  dom_id: "#api",
  deepLinking: true,
  validatorUrl: null,
  plugins: [keepsTheKey],
  requestInterceptor: givesAKey,
  responseInterceptor: leavesTheKeyOut,
  onComplete: () => {
    const key = sessionStorage.getItem(STORED);
    if (key) ui.preauthorizeApiKey(SCHEME, key);
  },
});
