import type { Settings } from "../settings/documents";
import { t } from "../texts";
import { Button, IconButton } from "../ui/Button";
import { useForm } from "../ui/form/context";
import { Menu, MenuItem } from "../ui/Menu";
import { SystemSelect } from "../ui/form/choices";
import { wrongGroup, wrongTest } from "./check";
import { Wrong } from "./Chips";
import { added, DEPTH_MAX, isGroup, newTest, type Path, removed, replaced, TEST_KINDS, TESTS_MAX, testsIn, turnedInto } from "./condition";
import type { Group, Test } from "./documents";
import { TestFields } from "./TestFields";

interface Building {
  rule: Group;
  onChange: (rule: Group) => void;
  desk: Settings;
}

/** Tests of a call, and groups of them in each other. */
export function RuleBuilder({ rule, onChange, desk }: Building) {
  return (
    <div className="rule" role="group" aria-label={t("notifications.rule.label")}>
      <GroupView group={rule} path={[]} building={{ rule, onChange, desk }} />
    </div>
  );
}

function GroupView({ group, path, building }: { group: Group; path: Path; building: Building }) {
  const { rule, onChange } = building;
  const { locked, attempted } = useForm();
  const set = (next: Group) => onChange(replaced(rule, path, next));
  const wrong = attempted ? wrongGroup(group) : null;
  return (
    <div className={path.length === 0 ? "rule-group" : "rule-group inner"} {...(path.length > 0 ? { role: "group", "aria-label": t("notifications.rule.inner") } : {})}>
      <div className="line">
        <SystemSelect
          label={t("notifications.rule.mode")}
          value={group.is}
          choices={(["all", "any"] as const).map((mode) => ({ value: mode, words: t(`notifications.rule.group.${mode}`) }))}
          onChange={(mode) => set({ ...group, is: mode })}
          bad={wrong !== null}
        />
        {path.length > 0 && (
          <>
            <span className="grow" />
            <IconButton icon="trash" label={t("notifications.rule.remove_group")} reason={locked?.reason} onClick={() => onChange(removed(rule, path))} />
          </>
        )}
      </div>
      {group.of.length > 0 && (
        <ul className="rule-tests">
          {group.of.map((one, at) => (
            // Tests have no identity of their own: the place is one.
            <li key={at}>{isGroup(one) ? <GroupView group={one} path={[...path, at]} building={building} /> : <TestRow test={one} path={[...path, at]} building={building} />}</li>
          ))}
        </ul>
      )}
      {wrong && <Wrong words={wrong} />}
      <Adders path={path} building={building} />
    </div>
  );
}

function Adders({ path, building: { rule, onChange } }: { path: Path; building: Building }) {
  const { locked } = useForm();
  const full = testsIn(rule).length >= TESTS_MAX ? t("notifications.rule.full", { max: TESTS_MAX }) : null;
  const deep = path.length + 1 >= DEPTH_MAX ? t("notifications.rule.too_deep", { max: DEPTH_MAX }) : null;
  const reason = locked?.reason ?? full;
  const addTest = (
    <Button size="s" icon="plus" reason={reason}>
      {t("notifications.rule.add_test")}
    </Button>
  );
  return (
    <div className="row rule-add">
      {reason ? (
        addTest
      ) : (
        <Menu trigger={addTest} label={t("notifications.rule.kind")}>
          {TEST_KINDS.map((kind) => (
            <MenuItem key={kind} onSelect={() => onChange(added(rule, path, newTest(kind)))}>
              {t(`notifications.rule.test.${kind}`)}
            </MenuItem>
          ))}
        </Menu>
      )}
      <Button size="s" kind="plain" icon="plus" reason={reason ?? deep} onClick={() => onChange(added(rule, path, { is: "any", of: [] }))}>
        {t("notifications.rule.add_group")}
      </Button>
    </div>
  );
}

function TestRow({ test, path, building: { rule, onChange, desk } }: { test: Test; path: Path; building: Building }) {
  const { locked, attempted } = useForm();
  const wrong = attempted ? wrongTest(test) : null;
  const set = (next: Test) => onChange(replaced(rule, path, next));
  return (
    <div className="rule-test">
      <SystemSelect
        label={t("notifications.rule.kind")}
        value={test.is}
        choices={TEST_KINDS.map((kind) => ({ value: kind, words: t(`notifications.rule.test.${kind}`) }))}
        onChange={(kind) => set(turnedInto(kind, test))}
        bad={wrong !== null}
      />
      <div className="rule-fields">
        <TestFields test={test} onChange={set} desk={desk} />
        {wrong && <Wrong words={wrong} />}
      </div>
      <IconButton icon="x" label={t("notifications.rule.remove")} reason={locked?.reason} onClick={() => onChange(removed(rule, path))} />
    </div>
  );
}
