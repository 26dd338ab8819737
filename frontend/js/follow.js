/**
 * The entry of the follow screen: what can be pressed comes first, the map once that is there.
 */

import { FollowPage } from "./follow/page.js";

const screen = document.querySelector("[data-follow]");

if (screen) {
  screen.querySelector("[data-needs-script]").hidden = false;
  new FollowPage(screen).start();
}
