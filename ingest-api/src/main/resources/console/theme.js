// Before the first paint, so that a page that was set to dark does not flash: what the switch in main.js keeps.
{
  const theme = localStorage.getItem("quotastack.theme");
  if (theme === "light" || theme === "dark") {
    document.documentElement.dataset.theme = theme;
  }
}
