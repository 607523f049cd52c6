//! The form of a policy.

use super::super::json::Json;

/// One statement, which allows.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Statement {
    pub(super) sid: String,
    pub(super) actions: Vec<&'static str>,
    pub(super) resources: Vec<String>,
    pub(super) conditions: Vec<Condition>,
}

/// What the request has to be like.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Condition {
    pub(super) key: &'static str,
    pub(super) values: Vec<String>,
}

impl Condition {
    /// How it compares: `*` and `?` are letters to StringEquals.
    fn operator(&self) -> &'static str {
        match self.values.iter().any(|value| value.contains(['*', '?'])) {
            true => "StringLike",
            false => "StringEquals",
        }
    }
}

impl Statement {
    /// The list that grows with the struct: values of the last condition, else the resources.
    pub(super) fn list(&self) -> &[String] {
        self.conditions.last().map_or(&self.resources, |condition| &condition.values)
    }

    /// The same statement with another such list.
    pub(super) fn with_list(&self, list: Vec<String>) -> Self {
        let mut statement = self.clone();
        match statement.conditions.last_mut() {
            Some(condition) => condition.values = list,
            None => statement.resources = list,
        }
        statement
    }

    fn json(&self) -> Json {
        let mut entries = vec![
            ("Sid", Json::text(&self.sid)),
            ("Effect", Json::text("Allow")),
            ("Action", Json::one_or_more(self.actions.clone())),
            ("Resource", Json::one_or_more(self.resources.clone())),
        ];
        let of = |operator: &str| -> Vec<(&'static str, Json)> {
            let of = self.conditions.iter().filter(|condition| condition.operator() == operator);
            of.map(|condition| (condition.key, Json::one_or_more(condition.values.clone())))
                .collect()
        };
        let operators = ["StringEquals", "StringLike"].map(|operator| (operator, of(operator)));
        let conditions: Vec<_> = operators
            .into_iter()
            .filter(|(_, conditions)| !conditions.is_empty())
            .map(|(operator, conditions)| (operator, Json::Object(conditions)))
            .collect();
        if !conditions.is_empty() {
            entries.push(("Condition", Json::Object(conditions)));
        }
        Json::Object(entries)
    }
}

pub(super) fn document(statements: &[Statement]) -> Json {
    Json::Object(vec![
        ("Version", Json::text("2012-10-17")),
        ("Statement", Json::List(statements.iter().map(Statement::json).collect())),
    ])
}
