//! The description of `/api/v1` (OpenAPI 3.1), made from the handlers and their types. It is
//! committed as `crates/api/openapi.json`, and the page's TypeScript is made from that file.

use utoipa::OpenApi;

use crate::schema;

/// What the handlers do not name by themselves: what goes over the live connection, and
/// the desk's own documents.
#[derive(OpenApi)]
#[openapi(
    info(title = "Cordboard", description = "What the help desk's page is made of."),
    components(schemas(
        crate::live::frame::FromPage,
        crate::live::frame::ToPage,
        schema::Command,
        schema::Problem,
    ))
)]
struct Described;

/// What is described beside the handlers.
pub(crate) fn beginning() -> utoipa::openapi::OpenApi {
    Described::openapi()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;
    use std::path::{Path, PathBuf};

    use serde_json::Value;
    use sha2::{Digest, Sha256};

    /// Types of requests, in which a field that is null may as well be left out. Everywhere
    /// else every field is always written.
    const FIELDS_LEFT_OUT: [&str; 5] =
        ["Command", "CommandAsked", "FromPage", "TrunkAccess", "TrunkTest"];

    /// The finished description of these handlers, as it is committed.
    fn finished(described: &utoipa::openapi::OpenApi) -> String {
        let mut json = serde_json::to_value(described).unwrap();
        if let Some(Value::Object(schemas)) = json.pointer_mut("/components/schemas") {
            for (name, schema) in schemas {
                if !FIELDS_LEFT_OUT.contains(&name.as_str()) {
                    require_all(schema);
                }
            }
        }
        nameless(&mut json["paths"]);
        serde_json::to_string_pretty(&json).unwrap() + "\n"
    }

    /// Handlers are called `list` and `open` where they stand; the page knows addresses only.
    fn nameless(paths: &mut Value) {
        let paths = paths.as_object_mut().into_iter().flat_map(|paths| paths.values_mut());
        for path in paths {
            for operation in path.as_object_mut().into_iter().flat_map(|path| path.values_mut()) {
                if let Some(operation) = operation.as_object_mut() {
                    operation.remove("operationId");
                }
            }
        }
    }

    /// Absent values are written as null: every property of an object is there.
    fn require_all(schema: &mut Value) {
        match schema {
            Value::Object(fields) => {
                if let Some(Value::Object(properties)) = fields.get("properties") {
                    let names = properties.keys().cloned().map(Value::String).collect();
                    fields.insert("required".to_owned(), Value::Array(names));
                }
                fields.values_mut().for_each(require_all);
            }
            Value::Array(parts) => parts.iter_mut().for_each(require_all),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    /// Set to `1`, the test writes the description instead of comparing it.
    const WRITE: &str = "CORDBOARD_WRITE_OPENAPI";

    fn in_house(path: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
    }

    fn hash(text: &str) -> String {
        Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
            write!(hex, "{byte:02x}").expect("a string takes everything");
            hex
        })
    }

    #[test]
    fn openapi_is_committed_as_the_handlers_say() {
        let file = in_house("openapi.json");
        let now = finished(&crate::routes::described());
        if std::env::var(WRITE).is_ok_and(|value| value == "1") {
            std::fs::write(&file, &now).expect("written");
        }
        let committed = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(
            committed == now,
            "crates/api/openapi.json is stale; write it anew with `{WRITE}=1 cargo test -p api \
             openapi`, then the page's types with `npm run generate --prefix web/generator`"
        );
    }

    /// The generator puts the hashes of what it read and of what it wrote into the first
    /// line, so that a stale or hand-made file is caught without Node.
    #[test]
    fn openapi_is_what_the_pages_types_were_made_from() {
        let types = std::fs::read_to_string(in_house("../../web/src/api/types.ts"));
        let types = types.expect("web/src/api/types.ts is committed");
        let (first, rest) = types.split_once('\n').expect("a first line");
        let description = std::fs::read_to_string(in_house("openapi.json")).expect("committed");
        let wanted = format!(
            "// Made by web/generator from crates/api/openapi.json. {} {}",
            hash(&description),
            hash(rest)
        );
        assert!(
            first == wanted,
            "web/src/api/types.ts is stale; write it anew with `npm ci --prefix web/generator && \
             npm run generate --prefix web/generator`"
        );
    }

    #[test]
    fn every_field_of_an_answer_is_always_there() {
        let mut schema = serde_json::json!({
            "oneOf": [{"type": "object", "properties": {"a": {}, "b": {}}, "required": ["a"]}]
        });
        require_all(&mut schema);
        assert_eq!(schema["oneOf"][0]["required"], serde_json::json!(["a", "b"]));
    }
}
