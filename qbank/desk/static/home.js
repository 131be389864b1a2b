// @ts-check
// Pages that are read rather than worked on: light and dark, and on the welcome what is in the bank.

import { call, problemOf, put, theme } from "./dom.js";

theme();
const counts = document.getElementById("counts");
if (counts) {
  const answer = await call("/api/bank");
  if (answer.status === 200) {
    const { episodes, questions, templates } = answer.data;
    put(counts, `${episodes} episode${episodes === 1 ? "" : "s"}, ${questions} questions, ${templates} reusable templates.`);
    const hint = document.getElementById("import");
    if (hint) hint.hidden = episodes > 0;
  } else {
    counts.className = "problem";
    put(counts, problemOf(answer));
  }
}
