import { Link } from "@tanstack/react-router";
import { command, sentenceOf } from "../api/client";
import { useMe } from "../api/live";
import { NoMicrophone } from "../signin/Door";
import { t } from "../texts";
import { Icon, type IconName } from "../ui/Icon";
import { toast } from "../ui/toasts";
import type { Settings } from "./documents";
import { Page, WithSettings } from "./Page";
import { has, useViewer } from "./rights";

interface Step {
  name: "trunk" | "number" | "invite" | "microphone" | "call" | "active";
  /** Where it is done, or the doing of it. */
  to: string | (() => void);
  icon: IconName;
  done: boolean;
}

/** What keeps calls from a teammate for want of a microphone; being Away does not. */
const NO_SOUND: ReadonlySet<string> = new Set(["no_tab", "no_audio", "tab_frozen"]);

/** What is left to do until the first call rings here. */
export function FirstSteps() {
  const title = t("settings.section.first-steps");
  return (
    <WithSettings title={title}>
      {(settings) => (
        <Page title={title} words={t("settings.first.words")}>
          <NoMicrophone />
          <Steps settings={settings} />
          <p>
            <Link to="/">{t("settings.first.to_inbox")}</Link>
          </p>
        </Page>
      )}
    </WithSettings>
  );
}

function Steps({ settings }: { settings: Settings }) {
  const viewer = useViewer();
  const me = useMe();
  const heard = me !== null && !me.reasons.some((reason) => NO_SOUND.has(reason.code));
  const numbers = settings.channels.filter((channel) => channel.document.retired === "off");
  const steps: Step[] = [
    ...(has(viewer, "phone_settings")
      ? ([
          { name: "trunk", to: settings.trunks.length > 0 ? "trunks" : "trunks/new", icon: "transfer", done: settings.trunks.length > 0 },
          { name: "number", to: numbers.length > 0 ? "numbers" : "numbers/new", icon: "keys", done: numbers.length > 0 },
        ] as const)
      : []),
    ...(has(viewer, "manage_teammates")
      ? ([{ name: "invite", to: "teammates/invite", icon: "people", done: settings.teammates.filter((one) => one.document.employment === "here").length > 1 }] as const)
      : []),
    { name: "microphone", to: "devices", icon: "mic", done: heard },
    ...(me ? ([{ name: "active", to: () => becomeActive(me.teammate), icon: "bell", done: me.status === "active" }] as const) : []),
    { name: "call", to: "devices", icon: "phone", done: false },
  ];
  const number = numbers[0]?.document.number;
  return (
    <ol className="steps">
      {steps.map((step) => (
        <li key={step.name} className={step.done ? "done" : ""}>
          {typeof step.to === "string" ? (
            <Link to="/settings/$" params={{ _splat: step.to }} className="rows-line">
              <StepWords step={step} number={number} />
            </Link>
          ) : (
            <button type="button" className="rows-line" onClick={step.to}>
              <StepWords step={step} number={number} />
            </button>
          )}
        </li>
      ))}
    </ol>
  );
}

function StepWords({ step, number }: { step: Step; number: string | undefined }) {
  return (
    <>
      <span className="rows-icon">
        <Icon name={step.done ? "check" : step.icon} />
      </span>
      <span className="grow rows-words">
        <span className="med">
          {t(`settings.first.${step.name}.name`)}
          {step.done && <span className="sr"> {t("settings.first.done")}</span>}
        </span>
        <span className="small t2">{step.name === "call" && number ? t("settings.first.call.with_number", { number }) : t(`settings.first.${step.name}.does`)}</span>
      </span>
      <Icon name="right" />
    </>
  );
}

function becomeActive(teammate: number): void {
  command({ do: "set_status", teammate, status: "active" }).catch((error: unknown) => toast(sentenceOf(error), { tone: "bad" }));
}
