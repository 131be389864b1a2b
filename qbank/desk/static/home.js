// @ts-check
// Pages that are read rather than worked on: light and dark.

import { theme } from "./dom.js";

theme();
