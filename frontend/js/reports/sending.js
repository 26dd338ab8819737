/**
 * The reports on this phone, and the way they are sent.
 */

import { Outbox, ask } from "../offline/outbox.js";
import { asForm } from "./report.js";

export const TAG = "reports";
const API = "/api/v1/reports";

const outbox = new Outbox(TAG, (report) =>
  ask(`${API}?lang=${report.told.language}`, { method: "POST", body: asForm(report), credentials: "omit" }),
);

export const all = () => outbox.all();
export const one = (id) => outbox.one(id);
export const keep = (report, instead) => outbox.keep(report, instead);
export const drop = (id) => outbox.drop(id);
export const send = (options) => outbox.send(options);
export const sendLater = () => outbox.sendLater();
export const listen = (act) => outbox.listen(act);
export const keepSending = (told) => outbox.keepSending(told);
