//! The words of the vocabularies that the profile uses.

use oxrdf::NamedNodeRef;

pub(super) const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
pub(super) const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";
pub(super) const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
pub(super) const DCT: &str = "http://purl.org/dc/terms/";
pub(super) const ADMS: &str = "http://www.w3.org/ns/adms#";
pub(super) const FOAF: &str = "http://xmlns.com/foaf/0.1/";
pub(super) const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// How a file shortens them.
pub(super) const VOORVOEGSELS: [(&str, &str); 7] = [
    ("adms", ADMS),
    ("dct", DCT),
    ("foaf", FOAF),
    ("rdf", RDF),
    ("rdfs", RDFS),
    ("skos", SKOS),
    ("xsd", XSD),
];

macro_rules! woorden {
    ($($naam:ident = $begin:literal $woord:literal;)+) => {
        $(pub(super) const $naam: NamedNodeRef<'static> = NamedNodeRef::new_unchecked(concat!($begin, $woord));)+
    };
}

woorden! {
    TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#" "type";
    COMMENT = "http://www.w3.org/2000/01/rdf-schema#" "comment";
    CONCEPT = "http://www.w3.org/2004/02/skos/core#" "Concept";
    CONCEPT_SCHEME = "http://www.w3.org/2004/02/skos/core#" "ConceptScheme";
    PREF_LABEL = "http://www.w3.org/2004/02/skos/core#" "prefLabel";
    ALT_LABEL = "http://www.w3.org/2004/02/skos/core#" "altLabel";
    HIDDEN_LABEL = "http://www.w3.org/2004/02/skos/core#" "hiddenLabel";
    NOTATION = "http://www.w3.org/2004/02/skos/core#" "notation";
    DEFINITION = "http://www.w3.org/2004/02/skos/core#" "definition";
    SCOPE_NOTE = "http://www.w3.org/2004/02/skos/core#" "scopeNote";
    EXAMPLE = "http://www.w3.org/2004/02/skos/core#" "example";
    IN_SCHEME = "http://www.w3.org/2004/02/skos/core#" "inScheme";
    TOP_CONCEPT_OF = "http://www.w3.org/2004/02/skos/core#" "topConceptOf";
    BROADER = "http://www.w3.org/2004/02/skos/core#" "broader";
    RELATED = "http://www.w3.org/2004/02/skos/core#" "related";
    EXACT_MATCH = "http://www.w3.org/2004/02/skos/core#" "exactMatch";
    CLOSE_MATCH = "http://www.w3.org/2004/02/skos/core#" "closeMatch";
    BROAD_MATCH = "http://www.w3.org/2004/02/skos/core#" "broadMatch";
    NARROW_MATCH = "http://www.w3.org/2004/02/skos/core#" "narrowMatch";
    RELATED_MATCH = "http://www.w3.org/2004/02/skos/core#" "relatedMatch";
    TITLE = "http://purl.org/dc/terms/" "title";
    SOURCE = "http://purl.org/dc/terms/" "source";
    CITATION = "http://purl.org/dc/terms/" "bibliographicCitation";
    REPLACED_BY = "http://purl.org/dc/terms/" "isReplacedBy";
    STATUS = "http://www.w3.org/ns/adms#" "status";
    PAGE = "http://xmlns.com/foaf/0.1/" "page";
    DOCUMENT = "http://xmlns.com/foaf/0.1/" "Document";
    DATE = "http://www.w3.org/2001/XMLSchema#" "date";
}
