import { type KeyboardEvent, useState } from "react";
import { chordOf } from "../../app/chord";
import { chooseKeys, keysOf, keysPressed, printed, resetKeys, useKeymap } from "../../app/keymap";
import { setSingleKeys, singleKeys } from "../../app/shortcuts";
import { t } from "../../texts";
import { announce } from "../../ui/announce";
import { Button, IconButton } from "../../ui/Button";
import { Part } from "../../ui/form/Form";
import { SwitchRow } from "../../ui/form/SwitchRow";
import { ALL, CATALOGUE, type Known, takenBy } from "../keyboard/catalogue";
import { wordsOf } from "../keyboard/words";
import { KeyCaps } from "../keyboard/KeyCaps";
import { Page } from "../Page";

/** Every key: to be changed, switched off, and taken back. */
export function Keyboard() {
  const map = useKeymap();
  const [single, setSingle] = useState(singleKeys);
  const changed = ALL.some(({ keys }) => keysOf(keys, map) !== keys);
  return (
    <Page
      title={t("settings.section.keyboard")}
      words={t("settings.keys.words")}
      actions={
        <Button reason={changed ? null : t("settings.keys.all_usual")} onClick={resetKeys}>
          {t("settings.keys.reset_all")}
        </Button>
      }
    >
      <div className="form">
        <Part title={t("settings.keys.single")}>
          <SwitchRow
            label={t("settings.keys.single_on")}
            hint={t("settings.keys.single_hint")}
            checked={single === "on"}
            onChange={(on) => {
              setSingleKeys(on ? "on" : "off");
              setSingle(on ? "on" : "off");
            }}
          />
        </Part>
        {CATALOGUE.map((group) => (
          <Part key={group.name} title={t(`settings.keys.group.${group.name}`)}>
            <ul className="key-list">
              {group.keys.map((known) => (
                <Line key={known.keys} known={known} keys={keysOf(known.keys, map)} />
              ))}
            </ul>
          </Part>
        ))}
      </div>
    </Page>
  );
}

function Line({ known, keys }: { known: Known; keys: string | null }) {
  const [asking, setAsking] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const words = wordsOf(known);
  const take = (event: KeyboardEvent<HTMLButtonElement>) => {
    if (!asking || event.key === "Tab") return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape") return setAsking(false);
    const pressed = keysPressed({ key: event.key, code: event.code, altKey: event.altKey, shiftKey: event.shiftKey, ctrlKey: event.ctrlKey, metaKey: event.metaKey });
    if (pressed === null) return;
    const other = takenBy(pressed, known.keys, keysOf);
    if (other) return setRefused(t("settings.keys.taken", { keys: printed(pressed), words: wordsOf(other) }));
    if (chordOf(known.keys).alt && !chordOf(pressed).combined && pressed.length === 1) return setRefused(t("settings.keys.needs_modifier"));
    chooseKeys(known.keys, pressed);
    setAsking(false);
    setRefused(null);
    announce(t("settings.keys.chosen", { words, keys: printed(pressed) }));
  };
  return (
    <li>
      <span className="grow">
        {words}
        {refused && (
          <span className="hint bad" role="alert">
            {refused}
          </span>
        )}
      </span>
      <button
        type="button"
        className="key-field"
        aria-pressed={asking}
        aria-label={asking ? t("settings.keys.press_for", { words }) : t("settings.keys.change", { words, keys: keys === null ? t("settings.off") : printed(keys) })}
        onClick={() => {
          setAsking(!asking);
          setRefused(null);
        }}
        onKeyDown={take}
        onBlur={() => setAsking(false)}
      >
        {asking ? t("settings.keys.press") : keys === null ? <span className="t3">{t("settings.off")}</span> : <KeyCaps keys={keys} />}
      </button>
      {keys === known.keys ? (
        <IconButton icon="x" label={t("settings.keys.switch_off", { words })} onClick={() => chooseKeys(known.keys, null)} />
      ) : (
        <IconButton icon="reopen" label={t("settings.keys.reset", { words, keys: printed(known.keys) })} onClick={() => chooseKeys(known.keys, known.keys)} />
      )}
    </li>
  );
}
