// The script of every page: starts the islands. Refuses to be needed: without it each page reads and each form posts.
import "./htmx";
import { watchRefresh } from "./refresh";
import { watchLive } from "./live";
import { watchKeys } from "./keys";
import { watchPalette } from "./palette";
import { watchTimes } from "./times";
import { watchCopy } from "./copy";
import { watchToasts } from "./toast";
import { watchForms } from "./forms";
import { watchConfirm } from "./confirm";
import { watchRows } from "./rows";
import { watchStill } from "./still";
import { watchDialogs } from "./dialogs";
import { watchWeek } from "./week";

watchConfirm();
watchForms();
watchRefresh();
watchStill();
watchLive();
watchKeys();
watchPalette();
watchDialogs();
watchWeek();
watchTimes();
watchCopy();
watchToasts();
watchRows();
