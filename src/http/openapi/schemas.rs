//! The schemas of the document, derived from the types that are read and written.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::uitleg::uitleg;

/// What the schemas are called in code, and not outside.
const ACHTERVOEGSEL: &str = "Json";
const PLEK: &str = "#/components/schemas/";

/// Two generators: what is read and what is written differ in what may be left out.
pub(super) struct Schemas {
    lezen: SchemaGenerator,
    schrijven: SchemaGenerator,
}

impl Schemas {
    pub(super) fn nieuw() -> Schemas {
        let instelling = || {
            SchemaSettings::draft2020_12().with(|instelling| {
                instelling.definitions_path = "/components/schemas".into();
                instelling.meta_schema = None;
            })
        };
        Schemas {
            lezen: instelling().for_deserialize().into_generator(),
            schrijven: instelling().for_serialize().into_generator(),
        }
    }

    /// A reference to the schema of a body that is read.
    pub(super) fn vraagschema<T: JsonSchema>(&mut self) -> Value {
        self.lezen.subschema_for::<T>().to_value()
    }

    /// A reference to the schema of a body that is written.
    pub(super) fn antwoordschema<T: JsonSchema>(&mut self) -> Value {
        self.schrijven.subschema_for::<T>().to_value()
    }

    /// The members of a query as parameters.
    pub(super) fn vraag<T: JsonSchema>(&mut self) -> Vec<Value> {
        let schema = T::json_schema(&mut self.lezen).to_value();
        let Some(Value::Object(leden)) = schema.get("properties").cloned() else { return Vec::new() };
        let verplicht = |naam: &str| {
            let namen = schema.get("required").and_then(Value::as_array);
            namen.is_some_and(|namen| namen.iter().any(|een| een == naam))
        };
        leden
            .into_iter()
            .map(|(naam, mut lid)| {
                zonder_null(&mut lid);
                kaal(&mut lid);
                json!({
                    "name": naam,
                    "in": "query",
                    "required": verplicht(&naam),
                    "description": uitleg("Vraag", &naam).unwrap_or_default(),
                    "schema": lid,
                })
            })
            .collect()
    }

    /// Every schema that was referred to, with its explanation, by the name that it has outside.
    pub(super) fn onderdelen(mut self) -> Map<String, Value> {
        let alle = self.schrijven.take_definitions(true).into_iter().chain(self.lezen.take_definitions(true));
        let mut uit = Map::new();
        for (naam, mut schema) in alle {
            let naam = buiten(&naam);
            leg_uit(&naam, &mut schema);
            uit.insert(naam, schema);
        }
        uit
    }
}

/// A parameter that is left out is not null.
fn zonder_null(schema: &mut Value) {
    let Value::Object(schema) = schema else { return };
    if let Some(Value::Array(soorten)) = schema.get_mut("type") {
        soorten.retain(|soort| soort != "null");
        if let [een] = soorten.as_slice() {
            let een = een.clone();
            schema.insert("type".to_owned(), een);
        }
    }
    if let Some(Value::Array(woorden)) = schema.get_mut("enum") {
        woorden.retain(|woord| !woord.is_null());
    }
    if schema.get("default").is_some_and(Value::is_null) {
        schema.remove("default");
    }
    if let Some(Value::Array(keuzes)) = schema.remove("anyOf")
        && let Some(keuze) = keuzes.into_iter().find(|keuze| keuze["type"] != "null")
    {
        schema.extend(keuze.as_object().cloned().unwrap_or_default());
    }
}

fn buiten(naam: &str) -> String {
    naam.strip_suffix(ACHTERVOEGSEL).unwrap_or(naam).to_owned()
}

/// Gives every reference the name that a schema has outside.
pub(super) fn hernoem(waarde: &mut Value) {
    match waarde {
        Value::Object(leden) => {
            if let Some(Value::String(naar)) = leden.get_mut("$ref")
                && let Some(naam) = naar.strip_prefix(PLEK)
            {
                *naar = format!("{PLEK}{}", buiten(naam));
            }
            leden.values_mut().for_each(hernoem);
        }
        Value::Array(lijst) => lijst.iter_mut().for_each(hernoem),
        _ => {}
    }
}

/// Puts the explanation, in Dutch, in the place of what the code says of itself.
fn leg_uit(naam: &str, schema: &mut Value) {
    kaal(schema);
    let Value::Object(leden) = schema else { return };
    if let Some(Value::Object(velden)) = leden.get_mut("properties") {
        for (veld, waarde) in velden.iter_mut() {
            if let (Value::Object(waarde), Some(tekst)) = (waarde, uitleg(naam, veld)) {
                waarde.insert("description".to_owned(), json!(tekst));
            }
        }
    }
    if let Some(tekst) = uitleg(naam, "") {
        leden.insert("description".to_owned(), json!(tekst));
    }
}

/// Without what was written for who reads the code.
fn kaal(schema: &mut Value) {
    match schema {
        Value::Object(leden) => {
            if leden.get("description").is_some_and(Value::is_string) {
                leden.remove("description");
            }
            if leden.get("format").is_some_and(|vorm| vorm == "uint32") {
                leden.entry("maximum").or_insert(json!(u32::MAX));
            }
            // Words with an explanation each come as a list of constants.
            if let Some(Value::Array(keuzes)) = leden.get("oneOf")
                && let Some(woorden) =
                    keuzes.iter().map(|keuze| keuze.get("const").cloned()).collect::<Option<Vec<_>>>()
            {
                leden.remove("oneOf");
                leden.insert("type".to_owned(), json!("string"));
                leden.insert("enum".to_owned(), Value::Array(woorden));
            }
            leden.values_mut().for_each(kaal);
        }
        Value::Array(lijst) => lijst.iter_mut().for_each(kaal),
        _ => {}
    }
}
