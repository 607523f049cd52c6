//! What the service runs with, for people: every field with where it comes from, and no secret.

use figleaf::schema::{Field, Kind, Schema};
use figleaf::{Config, Live, Origins};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// Each field by its Rust path. Of a sensitive one it tells that it is set, where it came from and how old it is,
/// and of the others the value.
pub fn masked<T: Config + Serialize>(config: &Live<T>) -> Value {
    let snapshot = config.current();
    let view = View { origins: config.origins(), age: config.health().age.as_secs() };
    // A value that cannot be written as JSON is not shown.
    let values = serde_json::to_value(&*snapshot).unwrap_or_default();
    let mut shown = Map::new();
    view.add(T::SCHEMA, "", &values, &mut shown);
    Value::Object(shown)
}

struct View {
    origins: Origins,
    age: u64,
}

impl View {
    fn add(&self, schema: &Schema, group: &str, values: &Value, shown: &mut Map<String, Value>) {
        for field in schema.fields() {
            let path = match group {
                "" => field.name().to_owned(),
                group => format!("{group}.{}", field.name()),
            };
            let value = &values[field.name()];
            match field.kind() {
                Kind::Nested(inner) | Kind::Flatten(inner) => self.add(inner, &path, value, shown),
                _ => {
                    let seen = self.field(field, &path, value);
                    shown.insert(path, seen);
                }
            }
        }
    }

    fn field(&self, field: &Field, path: &str, value: &Value) -> Value {
        let origin = self.origins.get(path).map(ToString::to_string);
        if field.is_sensitive() {
            let is_set = !value.is_null();
            json!({ "is_set": is_set, "origin": origin, "age_in_seconds": self.age })
        } else {
            json!({ "value": value, "origin": origin })
        }
    }
}
