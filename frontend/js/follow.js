/**
 * The entry of the follow screen: what can be pressed comes first, the map once that is there.
 */

const screen = document.querySelector("[data-follow]");

if (screen) {
  screen.querySelector("[data-needs-script]").hidden = false;
  import("./follow/page.js").then(({ FollowPage }) => new FollowPage(screen).start());
}
