// Line icons drawn for this page, as paths on a 20 by 20 grid.

import { svg } from "./dom.js";

const PATHS = {
  hash: "M8 3 6.5 17M13.5 3 12 17M3.5 7.5h13M3 12.5h13",
  lock: "M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9",
  plus: "M10 4v12M4 10h12",
  bolt: "M11 2.5 4.5 11.5H9.5L8.5 17.5 15.5 8.5H10.5z",
  send: "M3 10 3.5 3.5 17.5 10 3.5 16.5zM3 10h8",
  cross: "M4.5 4.5 15.5 15.5M15.5 4.5 4.5 15.5",
  down: "M5 8l5 5 5-5",
  back: "M12 4.5 6.5 10l5.5 5.5",
  dots: "M4 10h.01M10 10h.01M16 10h.01",
  reply: "M3 4.5h14v9.5H10l-4 3v-3H3z",
  eye: "M2 10c2-3.6 4.8-5.4 8-5.4s6 1.8 8 5.4c-2 3.6-4.8 5.4-8 5.4S4 13.6 2 10zM10 7.6a2.4 2.4 0 1 0 0 4.8 2.4 2.4 0 0 0 0-4.8z",
  warning: "M10 3 18 16.5H2zM10 8v4M10 14.3h.01",
  phone: "M5 3h3l1.5 4L7.6 8.5a9 9 0 0 0 4 4L13 10.5l4 1.5v3c0 1-.9 2-2 2C8.5 17 3 11.5 3 5c0-1.1 1-2 2-2z",
  list: "M3 5h14M3 10h14M3 15h9",
  file: "M5 2.5h7l3.5 3.5v11.5H5zM12 2.5V6h3.5",
  check: "M4 10.5l4 4 8-9",
};

/** The icon of that name, hidden from assistive technology: whatever carries it has words of its own. */
export function icon(name, className = "icon") {
  return svg(PATHS[name], className);
}
