//! The messages of the year as text.

use chrono::NaiveDate;

/// Between whom a message goes, under which law, and when.
pub struct Kop<'a> {
    pub iwmo: bool,
    pub soort: u16,
    pub gemeente: &'a str,
    pub aanbieder: &'a str,
    pub identificatie: String,
    pub dag: NaiveDate,
}

impl Kop<'_> {
    /// The whole message: `lijf` writes `m:` for the prefix of the message and `b:` for that of the basis schema.
    pub fn bericht(&self, lijf: &str) -> String {
        let codes = [(301, "436", "414"), (305, "438", "418"), (307, "440", "420"), (323, "490", "484")];
        let (_, ijw, iwmo) = codes.into_iter().find(|rij| rij.0 == self.soort).unwrap();
        let (wet, voor, code) = if self.iwmo { ("iwmo", "wmo", iwmo) } else { ("ijw", "jw", ijw) };
        let (van, naar) = match self.soort {
            301 => (self.gemeente, self.aanbieder),
            _ => (self.aanbieder, self.gemeente),
        };
        let Kop { soort, identificatie, dag, .. } = self;
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<m:Bericht xmlns:m=\"http://www.istandaarden.nl/{wet}/3_2/{voor}{soort}/schema\" xmlns:b=\"http://www.istandaarden.nl/{wet}/3_2/basisschema/schema\">
<m:Header><m:BerichtCode>{code}</m:BerichtCode><m:BerichtVersie>3</m:BerichtVersie><m:BerichtSubversie>2</m:BerichtSubversie>\
<m:Afzender>{van}</m:Afzender><m:Ontvanger>{naar}</m:Ontvanger><m:BerichtIdentificatie><b:Identificatie>{identificatie}</b:Identificatie>\
<b:Dagtekening>{dag}</b:Dagtekening></m:BerichtIdentificatie><m:XsdVersie><b:BasisschemaXsdVersie>1.0.0</b:BasisschemaXsdVersie>\
<b:BerichtXsdVersie>1.0.0</b:BerichtXsdVersie></m:XsdVersie></m:Header>
{lijf}
</m:Bericht>
"
        )
    }
}

/// An element with this text.
pub fn veld(naam: &str, waarde: impl std::fmt::Display) -> String {
    format!("<m:{naam}>{waarde}</m:{naam}>")
}

/// The same, where there is one.
pub fn optie(naam: &str, waarde: Option<impl std::fmt::Display>) -> String {
    waarde.map(|waarde| veld(naam, waarde)).unwrap_or_default()
}

/// Who it is about; in a 301 with how the name is used.
pub fn persoon(bsn: &str, naamgebruik: bool) -> String {
    let gebruik = if naamgebruik { "<b:NaamGebruik>1</b:NaamGebruik>" } else { "" };
    format!(
        "<m:Bsn>{bsn}</m:Bsn><m:Geboortedatum><b:Datum>2010-02-14</b:Datum></m:Geboortedatum><m:Geslacht>1</m:Geslacht>\
         <m:Naam><b:Geslachtsnaam><b:Achternaam>Molenaar</b:Achternaam></b:Geslachtsnaam>{gebruik}</m:Naam>"
    )
}

/// A category, with a code or without.
pub fn product(categorie: &str, code: Option<&str>) -> String {
    let code = code.map(|code| format!("<b:Code>{code}</b:Code>")).unwrap_or_default();
    format!("<m:Product><b:Categorie>{categorie}</b:Categorie>{code}</m:Product>")
}

/// An address in the Netherlands.
pub fn contact(postcode: &str) -> String {
    format!(
        "<m:Contactgegevens><m:Contact><m:Soort>01</m:Soort><m:Adres><b:Huis><b:Huisnummer>1</b:Huisnummer></b:Huis>\
         <b:Postcode>{postcode}</b:Postcode><b:LandCode>NL</b:LandCode></m:Adres></m:Contact></m:Contactgegevens>"
    )
}

/// A signed amount, with the side that it is on.
pub fn bedrag(naam: &str, veld: &str, centen: i64) -> String {
    let kant = if centen < 0 { "C" } else { "D" };
    format!("<m:{naam}><b:{veld}>{}</b:{veld}><b:DebetCredit>{kant}</b:DebetCredit></m:{naam}>", centen.abs())
}
