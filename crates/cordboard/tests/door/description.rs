//! Every endpoint there is: those of the page as their description says, those of the
//! operator as the router says. What is added there and forgotten in a table here fails.

use serde_json::Value;

const DESCRIPTION: &str = include_str!("../../../api/openapi.json");
const ROUTES: &str = include_str!("../../../api/src/routes.rs");

/// An endpoint.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Operation {
    /// `GET`, `POST`, ….
    pub(crate) method: String,
    /// With its places: `/api/v1/calls/{id}/why`.
    pub(crate) path: String,
    /// Whether it takes a body.
    pub(crate) body: bool,
}

impl Operation {
    /// As tables name it: `GET /calls/{id}/why`.
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.method, self.path.strip_prefix("/api/v1").unwrap_or(&self.path))
    }

    /// Whether it changes something.
    pub(crate) fn changes(&self) -> bool {
        self.method != "GET"
    }
}

/// What the page may ask for.
pub(crate) fn operations() -> Vec<Operation> {
    let description: Value = serde_json::from_str(DESCRIPTION).unwrap();
    let mut all = Vec::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            all.push(Operation {
                method: method.to_uppercase(),
                path: path.clone(),
                body: operation["requestBody"].is_object(),
            });
        }
    }
    assert!(all.len() > 70, "the description holds {} endpoints", all.len());
    all
}

/// What a teammate may ask the desk for: the names of all commands.
pub(crate) fn commands() -> Vec<String> {
    let description: Value = serde_json::from_str(DESCRIPTION).unwrap();
    let variants = description["components"]["schemas"]["Command"]["oneOf"].as_array().unwrap();
    let name =
        |variant: &Value| variant["properties"]["do"]["enum"][0].as_str().unwrap().to_owned();
    variants.iter().map(name).collect()
}

/// What the operator may ask for: method and path.
pub(crate) fn operators() -> Vec<(String, String)> {
    let (_, rest) = ROUTES.split_once("let operator = Router::new()").unwrap();
    let (block, _) = rest.split_once(".fallback(nothing_here)").unwrap();
    let mut all = Vec::new();
    for line in block.lines().filter(|line| line.contains(".route(")) {
        let path = line.split('"').nth(1).unwrap();
        for method in ["get", "post", "put", "delete"] {
            if line.contains(&format!("{method}(")) {
                all.push((method.to_uppercase(), format!("/operator/v1{path}")));
            }
        }
    }
    assert!(all.len() >= 9, "{all:?}");
    all
}
