/** The shapes of the API under the product's words, from the generated description. Everything
    imports them from here; `types.ts` is made by web/generator and never edited. */
import type { components } from "./types";

type Schemas = components["schemas"];

export type Millis = number;

/** A name and which one. */
export type NameRef = Schemas["NameRef"];
export type ContactBrief = Schemas["ContactBrief"];
/** What may be done now; `reason` is null when it may be pressed. */
export type May = Schemas["May"];
export type Reason = Schemas["Reason"];
export type Permission = Schemas["Permission"];
export type Me = Schemas["Me"];
export type HouseState = Schemas["HouseState"];

export type CallStage = Schemas["CallStage"];
export type Status = Schemas["Status"];
export type Channels = Schemas["Channels"];
export type CallBrief = Schemas["CallBrief"];
export type CallCard = Schemas["CallCard"];
export type CallView = Schemas["CallView"];
export type Durations = Schemas["Durations"];
export type RecordingView = Schemas["RecordingView"];
export type Peaks = Schemas["Peaks"];

export type ConversationItem = Schemas["ConversationItem"];
export type ConversationPage = Schemas["ConversationPage"];
export type ConversationDetail = Schemas["ConversationDetail"];
export type Entry = Schemas["Entry"];
export type Views = Schemas["Views"];
export type Contact = Schemas["Contact"];
export type SearchResult = Schemas["SearchResult"];
export type Why = Schemas["Why"];
export type WhyOffer = Schemas["WhyOffer"];
export type WhyStay = Schemas["WhyStay"];

export type PhoneView = Schemas["PhoneView"];
export type TeammateView = Schemas["TeammateView"];
export type WaitingCall = Schemas["WaitingCall"];
export type Strip = Schemas["Strip"];
/** The call one is on: it was answered, and is talked on or held. */
export type MyCall = Omit<Schemas["MyCall"], "stage" | "answered_ms"> & { stage: "talking" | "on_hold"; answered_ms: Millis };
export type MyState = Omit<Schemas["MyState"], "call"> & { call: MyCall | null };

export type Priority = Schemas["Priority"];
export type TaskView = Schemas["TaskView"];
export type TaskPage = Schemas["TaskPage"];
export type TaskChange = Schemas["TaskChange"];
export type AlertView = Schemas["AlertView"];
export type AlertPage = Schemas["AlertPage"];
export type TagView = Schemas["TagView"];
export type JobView = Schemas["JobView"];
export type JobPage = Schemas["JobPage"];
export type JobState = Schemas["JobState"];
export type AuditLine = Schemas["AuditView"];
export type AuditPage = Schemas["AuditPage"];
export type WebhookEvent = Schemas["WebhookEvent"];
export type WebhookTested = Schemas["WebhookTested"];

/** What the server sends on `/api/v1/live`. */
export type ServerFrame = Exclude<Schemas["ToPage"], { type: "me" }> | { type: "me"; me: MyState };
export type RingFrame = Extract<ServerFrame, { type: "ring" }>;
export type StopRingFrame = Extract<ServerFrame, { type: "stop_ring" }>;
export type AlertFrame = Extract<ServerFrame, { type: "alert" }>;
export type ByeWhy = Schemas["Bye"];
/** What the page sends on it. */
export type ClientFrame = Schemas["FromPage"];

/** What a teammate may ask the desk for; the server fills the tab of an answer. */
export type Command = Schemas["Command"];
