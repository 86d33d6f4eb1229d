// The key stays in the tab, as in the console: a reload keeps it, another tab has none, and it is gone when the tab closes.
const STORED = "quotastack.docs.key";
const SCHEME = "apiKey";

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

const ui = SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#api",
  deepLinking: true,
  validatorUrl: null,
  plugins: [keepsTheKey],
  onComplete: () => {
    const key = sessionStorage.getItem(STORED);
    if (key) ui.preauthorizeApiKey(SCHEME, key);
  },
});
