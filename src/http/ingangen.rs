//! Every call of the API with the right that it asks for: the one table that the router goes by. A route that is not in it lets
//! nobody in.

use axum::http::Method;

use crate::toegang::Recht;

/// What a call asks of whoever makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nodig {
    /// Nothing: it holds nothing of any party.
    Niets,
    /// A caller with this right.
    Recht(Recht),
}

/// A call: what it is, and what it asks for.
#[derive(Clone, Debug)]
pub struct Ingang {
    /// The method. HEAD is as GET.
    pub methode: Method,
    /// The path, as the router writes it.
    pub pad: &'static str,
    /// What it asks for.
    pub nodig: Nodig,
}

impl Ingang {
    /// Open to everybody.
    pub const fn open(pad: &'static str) -> Ingang {
        Ingang { methode: Method::GET, pad, nodig: Nodig::Niets }
    }

    /// A form that everybody may send.
    pub const fn open_voor_inzenden(pad: &'static str) -> Ingang {
        Ingang { methode: Method::POST, pad, nodig: Nodig::Niets }
    }
}

const fn open(pad: &'static str) -> Ingang {
    Ingang::open(pad)
}

const fn get(pad: &'static str, recht: Recht) -> Ingang {
    Ingang { methode: Method::GET, pad, nodig: Nodig::Recht(recht) }
}

const fn post(pad: &'static str, recht: Recht) -> Ingang {
    Ingang { methode: Method::POST, pad, nodig: Nodig::Recht(recht) }
}

const fn patch(pad: &'static str, recht: Recht) -> Ingang {
    Ingang { methode: Method::PATCH, pad, nodig: Nodig::Recht(recht) }
}

/// Every call there is.
pub static INGANGEN: &[Ingang] = &[
    open("/health/live"),
    open("/health/ready"),
    open("/inloggen"),
    Ingang::open_voor_inzenden("/inloggen"),
    open("/inloggen/oidc"),
    open("/inloggen/oidc/terug"),
    Ingang::open_voor_inzenden("/uitloggen"),
    open("/api/v1/regels"),
    open("/api/v1/regels/{code}"),
    open("/api/v1/wijkteams"),
    open("/api/v1/wijkteams/{code}"),
    open("/api/v1/begrippen"),
    post("/api/v1/begrippen", Recht::BegrippenBeheren),
    open("/api/v1/begrippen/{begrip}"),
    Ingang {
        methode: Method::PUT,
        pad: "/api/v1/begrippen/{begrip}",
        nodig: Nodig::Recht(Recht::BegrippenBeheren),
    },
    open("/api/v1/begrippen/{begrip}/versies"),
    open("/api/v1/begrippen/{begrip}/_vergelijk"),
    post("/api/v1/begrippen/{begrip}/_status", Recht::BegrippenBeheren),
    post("/api/v1/begrippen/{begrip}/_trekin", Recht::BegrippenBeheren),
    get("/api/v1/begripconcepten", Recht::BegrippenBeheren),
    get("/api/v1/begripconcepten/{begrip}", Recht::BegrippenBeheren),
    open("/api/v1/codelijsten"),
    open("/api/v1/codelijsten/{lijst}"),
    open("/api/v1/codelijsten/{lijst}/codes/{code}"),
    Ingang { methode: Method::POST, pad: "/api/v1/codelijsten/{lijst}/_valideer", nodig: Nodig::Niets },
    open("/api/v1/codelijsten/{lijst}/_vouwuit"),
    Ingang { methode: Method::POST, pad: "/api/v1/codelijsten/{lijst}/_vertaal", nodig: Nodig::Niets },
    open("/api/v1/lokaleregels"),
    post("/api/v1/lokaleregels/_proef", Recht::BerichtenInhoud),
    open("/api/v1/openapi.json"),
    open("/api/v1/docs"),
    open("/api/v1/docs/docs.css"),
    open("/api/v1/docs/docs.js"),
    post("/api/v1/berichten", Recht::BerichtenVersturen),
    post("/api/v1/berichten/_toets", Recht::BerichtenVersturen),
    get("/api/v1/berichten", Recht::BerichtenLezen),
    get("/api/v1/berichten/{id}", Recht::BerichtenLezen),
    get("/api/v1/berichten/{id}/inhoud", Recht::BerichtenInhoud),
    get("/api/v1/berichten/{id}/bevindingen", Recht::BerichtenLezen),
    get("/api/v1/berichten/{id}/leveringen", Recht::BerichtenLezen),
    get("/api/v1/postbus", Recht::PostbusLezen),
    post("/api/v1/postbus/_bevestig", Recht::PostbusBevestigen),
    get("/api/v1/postbus/{id}", Recht::PostbusLezen),
    post("/api/v1/postbus/{id}/_bevestig", Recht::PostbusBevestigen),
    get("/api/v1/gebeurtenissen", Recht::GebeurtenissenLezen),
    get("/api/v1/termijnen", Recht::TermijnenLezen),
    get("/api/v1/verzoeken", Recht::VerzoekenLezen),
    get("/api/v1/verzoeken/{id}", Recht::VerzoekenLezen),
    get("/api/v1/verzoeken/{id}/concept", Recht::VerzoekenBeantwoorden),
    post("/api/v1/verzoeken/{id}/_concept", Recht::VerzoekenBeantwoorden),
    post("/api/v1/verzoeken/{id}/_bevestig", Recht::VerzoekenBeantwoorden),
    get("/api/v1/overzichten", Recht::OverzichtenLezen),
    get("/api/v1/overzichten/{naam}", Recht::OverzichtenLezen),
    get("/api/v1/prestaties", Recht::OverzichtenLezen),
    get("/api/v1/declaraties", Recht::DeclaratiesLezen),
    get("/api/v1/declaraties/{id}", Recht::DeclaratiesLezen),
    get("/api/v1/declaraties/{id}/prestaties", Recht::DeclaratiesLezen),
    get("/api/v1/declaraties/{id}/prestaties/{regel}", Recht::DeclaratiesLezen),
    get("/api/v1/declaraties/{id}/besluiten", Recht::DeclaratiesLezen),
    post("/api/v1/declaraties/{id}/_houdaan", Recht::DeclaratiesBeslissen),
    post("/api/v1/declaraties/{id}/_hervat", Recht::DeclaratiesBeslissen),
    post("/api/v1/declaraties/{id}/_wijsaf", Recht::DeclaratiesBeslissen),
    post("/api/v1/declaraties/{id}/_herstel", Recht::DeclaratiesBeslissen),
    post("/api/v1/declaraties/{id}/_keurgoed", Recht::DeclaratiesBeslissen),
    get("/api/v1/partijen", Recht::PartijenLezen),
    post("/api/v1/partijen", Recht::PartijenBeheren),
    get("/api/v1/partijen/{code}", Recht::PartijenLezen),
    patch("/api/v1/partijen/{code}", Recht::PartijenBeheren),
    post("/api/v1/partijen/{code}/mandaten", Recht::PartijenBeheren),
    post("/api/v1/partijen/{code}/volmachten", Recht::PartijenBeheren),
    post("/api/v1/partijen/{code}/volmachten/_intrekken", Recht::PartijenBeheren),
    get("/api/v1/partijen/{code}/sleutels", Recht::PartijenBeheren),
    post("/api/v1/partijen/{code}/sleutels", Recht::PartijenBeheren),
    post("/api/v1/partijen/{code}/sleutels/{id}/_intrekken", Recht::PartijenBeheren),
];

/// What a call on a route of the router asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gevonden {
    /// It stands in the table.
    Ingang(Nodig),
    /// The route is there, for other methods only.
    AndereMethode,
    /// Nobody said who may.
    Vergeten,
}

/// Looks up what a call asks for, in this table and that of the pages.
pub(super) fn zoek(paginas: &'static [Ingang], methode: &Method, pad: &str) -> Gevonden {
    let methode = if methode == Method::HEAD { &Method::GET } else { methode };
    let mut op_pad = INGANGEN.iter().chain(paginas).filter(|ingang| ingang.pad == pad).peekable();
    if op_pad.peek().is_none() {
        return Gevonden::Vergeten;
    }
    let gevonden = op_pad.find(|ingang| ingang.methode == *methode);
    gevonden.map_or(Gevonden::AndereMethode, |ingang| Gevonden::Ingang(ingang.nodig))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wat_niet_in_de_tabel_staat_is_vergeten_en_head_is_als_get() {
        assert_eq!(zoek(&[], &Method::GET, "/api/v1/geheim"), Gevonden::Vergeten);
        let lezen = Gevonden::Ingang(Nodig::Recht(Recht::BerichtenLezen));
        assert_eq!(zoek(&[], &Method::HEAD, "/api/v1/berichten"), lezen);
        assert_eq!(zoek(&[], &Method::DELETE, "/api/v1/berichten"), Gevonden::AndereMethode);
    }

    #[test]
    fn elke_aanroep_staat_een_keer_in_de_tabel() {
        for (plaats, een) in INGANGEN.iter().enumerate() {
            let zelfde = |ander: &Ingang| ander.methode == een.methode && ander.pad == een.pad;
            assert_eq!(INGANGEN.iter().position(zelfde), Some(plaats), "{} {}", een.methode, een.pad);
        }
    }
}
