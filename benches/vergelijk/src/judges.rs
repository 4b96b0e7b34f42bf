//! What we compare with: libxml2's streaming validation, and merely splitting XML into tokens.

use std::collections::HashMap;
use std::io::BufRead;
use std::path::{Path, PathBuf};

use libxml::schemas::{SchemaParserContext, SchemaValidationContext};
use quick_xml::NsReader;
use quick_xml::events::Event;

/// libxml2, with each schema compiled once.
pub struct Libxml2 {
    xsd: PathBuf,
    schemas: HashMap<String, SchemaValidationContext>,
}

impl Libxml2 {
    /// With the schemas in a folder.
    pub fn new(xsd: &Path) -> Self {
        Libxml2 { xsd: xsd.to_owned(), schemas: HashMap::new() }
    }

    /// Compiles the schema of a type ahead of the measurement.
    pub fn load(&mut self, kind: &str) {
        let folder = if kind.starts_with("JW") { "ijw-3.2" } else { "iwmo-3.2" };
        let path = self.xsd.join(folder).join(format!("{kind}.xsd"));
        let mut parser = SchemaParserContext::from_file(path.to_str().expect("a path in UTF-8"));
        let schema = SchemaValidationContext::from_parser(&mut parser);
        let schema = schema.unwrap_or_else(|_| panic!("libxml2 refuses {}", path.display()));
        self.schemas.insert(kind.to_owned(), schema);
    }

    /// Whether a file is valid, as `xmlSchemaValidateFile` reads it: without a tree.
    pub fn valid(&mut self, path: &Path, kind: &str) -> bool {
        let schema = self.schemas.get_mut(kind).expect("loaded ahead");
        schema.validate_file(path.to_str().expect("a path in UTF-8")).is_ok()
    }
}

impl Libxml2 {
    /// The same from memory, for which the crate libxml has no words of its own.
    pub fn valid_text(&mut self, text: &[u8], kind: &str) -> bool {
        use libxml::bindings::{xmlParserInputBufferCreateMem, xmlSchemaValidateStream};
        let schema = self.schemas.get_mut(kind).expect("loaded ahead");
        let length = text.len().try_into().expect("a small message");
        // SAFETY: the input holds a copy of the text and is freed by the validation; the context lives as long as `self`.
        unsafe {
            let input = xmlParserInputBufferCreateMem(text.as_ptr().cast(), length, 0);
            let (sax, data) = (std::ptr::null_mut(), std::ptr::null_mut());
            xmlSchemaValidateStream(schema.as_ptr(), input, 0, sax, data) == 0
        }
    }
}

/// Reads every token and resolves the namespace of every element, and does no more.
pub fn split_into_tokens(input: impl BufRead) {
    let mut reader = NsReader::from_reader(input);
    let mut buffer = Vec::new();
    loop {
        let (_, event) = reader.read_resolved_event_into(&mut buffer).expect("well-formed");
        if matches!(event, Event::Eof) {
            return;
        }
        buffer.clear();
    }
}
