// @ts-check
// The clock for a second screen: how long, how far off the plan, how long until the guest has to leave. No question is on it.

import { byId, pageData, put, theme } from "./dom.js";
import { clock, drift, live, untilStop } from "./core.js";
import { Link } from "./link.js";

const given = pageData();
const sheet = /** @type {import("./core.js").Sheet} */ (given.sheet);
let hour = live([]);
const link = new Link({ name: sheet.name, role: "clock", stream: given.stream, post: null, epoch: given.epoch }, () => {
  hour = live(link.events());
  tick();
}, (state) => put(byId("link"), state === "away" ? "the desk is away; the clock goes on" : ""));

function tick() {
  const now = link.now();
  const stop = hour.end ?? now;
  put(byId("elapsed"), hour.record === null ? "00:00" : clock((Math.min(now, stop) - hour.record) / 1000));
  const wall = new Date(now);
  put(byId("wall"), `${String(wall.getHours()).padStart(2, "0")}:${String(wall.getMinutes()).padStart(2, "0")}`);
  const left = untilStop(sheet, hour, now);
  const rest = left === null ? 0 : Math.floor(left + 1 / 60);
  put(byId("stop"), left === null ? "" : rest >= 0 ? ` · ${rest} min to the hard stop` : ` · ${-rest} min past the hard stop`);
  const off = drift(sheet, hour, now);
  const words = off.words.split(":")[0] ?? "";
  byId("drift").dataset.state = off.state;
  if (byId("drift").textContent !== words) put(byId("drift"), words);
}

theme();
link.open();
addEventListener("pagehide", () => link.close());
addEventListener("pageshow", (event) => event.persisted && link.open());
setInterval(tick, 250);
tick();
