//! A wijkteam: where people find it, and which part of the gemeente it serves.

use super::PartijFout;
use crate::bericht::Postcode;

/// Where people find a wijkteam. Nothing here is about a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Street and number of the visiting address.
    pub adres: String,
    /// Its postcode: four digits and two letters.
    pub postcode: String,
    /// Its town.
    pub plaats: String,
    /// Telephone number, as people write it.
    pub telefoon: Option<String>,
    /// E-mail address of the team.
    pub email: Option<String>,
    /// Address of its website, with `https://`.
    pub website: Option<String>,
}

const LANGSTE_REGEL: usize = 120;

impl Contact {
    /// Checks and tidies an address as somebody typed it; empty texts count as left out.
    ///
    /// # Errors
    /// [`PartijFout::Contact`] with what is wrong.
    pub fn nieuw(
        [adres, postcode, plaats]: [&str; 3],
        telefoon: Option<&str>,
        email: Option<&str>,
        website: Option<&str>,
    ) -> Result<Contact, PartijFout> {
        let verplicht = |tekst: &str, wat: &'static str| regel(tekst)?.ok_or(PartijFout::Contact(wat));
        let contact = Contact {
            adres: verplicht(adres, "geef straat en huisnummer")?,
            postcode: Postcode::lees(postcode)
                .map_err(|_| PartijFout::Contact("schrijf de postcode van het bezoekadres als 1506MA"))?
                .as_str()
                .to_owned(),
            plaats: verplicht(plaats, "geef de plaats")?,
            telefoon: telefoon.map(regel).transpose()?.flatten(),
            email: email.map(regel).transpose()?.flatten(),
            website: website.map(regel).transpose()?.flatten(),
        };
        if contact.telefoon.as_deref().is_some_and(|nummer| !is_telefoonnummer(nummer)) {
            return Err(PartijFout::Contact(
                "een telefoonnummer heeft 3 tot 15 cijfers, met spaties, haakjes, streepjes of een plus",
            ));
        }
        if contact.email.as_deref().is_some_and(|adres| !validator::ValidateEmail::validate_email(&adres)) {
            return Err(PartijFout::Contact("schrijf het e-mailadres als team@gemeente.nl"));
        }
        // Only these: an address of another kind could run something when somebody follows it.
        let is_web = |adres: &str| adres.starts_with("https://") || adres.starts_with("http://");
        if contact.website.as_deref().is_some_and(|adres| !is_web(adres) || adres.contains(' ')) {
            return Err(PartijFout::Contact("schrijf de website met https:// ervoor"));
        }
        Ok(contact)
    }
}

/// One line of text, without the spaces around it; none where nothing is left.
fn regel(tekst: &str) -> Result<Option<String>, PartijFout> {
    let kaal = tekst.trim();
    if kaal.chars().count() > LANGSTE_REGEL || kaal.chars().any(char::is_control) {
        return Err(PartijFout::Contact("een veld van het adres is hoogstens 120 tekens, op één regel"));
    }
    Ok((!kaal.is_empty()).then(|| kaal.to_owned()))
}

fn is_telefoonnummer(tekst: &str) -> bool {
    let cijfers = tekst.bytes().filter(u8::is_ascii_digit).count();
    (3..=15).contains(&cijfers)
        && tekst.bytes().all(|teken| teken.is_ascii_digit() || b" ()-+".contains(&teken))
}

/// A part of a gemeente.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gebied {
    /// A wijk, by its code in the list of wijken.
    Wijk(String),
    /// Every address with this postcode, or with these four digits.
    Postcode(String),
}

impl Gebied {
    /// A wijk, by its code: 1 to 20 letters, digits and dashes.
    ///
    /// # Errors
    /// [`PartijFout::Wijk`].
    pub fn wijk(code: &str) -> Result<Gebied, PartijFout> {
        let past = (1..=20).contains(&code.len())
            && code.bytes().all(|teken| teken.is_ascii_alphanumeric() || teken == b'-');
        if past { Ok(Gebied::Wijk(code.to_owned())) } else { Err(PartijFout::Wijk) }
    }

    /// A postcode of six characters, or its four digits.
    ///
    /// # Errors
    /// [`PartijFout::Postcode`].
    pub fn postcode(tekst: &str) -> Result<Gebied, PartijFout> {
        // Four digits are those of a postcode if a postcode can be made of them.
        let kaal = tekst.trim();
        let is_kort = kaal.len() == 4;
        let hele = if is_kort { format!("{kaal}AA") } else { kaal.to_owned() };
        let hele = Postcode::lees(&hele).map_err(|_| PartijFout::Postcode)?;
        let tekens = if is_kort { 4 } else { 6 };
        Ok(Gebied::Postcode(hele.as_str().chars().take(tekens).collect()))
    }

    /// The key in the database and in files.
    pub fn soort(&self) -> &'static str {
        match self {
            Gebied::Wijk(_) => "wijk",
            Gebied::Postcode(_) => "postcode",
        }
    }

    /// The code of the wijk, or the postcode.
    pub fn code(&self) -> &str {
        match self {
            Gebied::Wijk(code) | Gebied::Postcode(code) => code,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn een_postcode_heeft_vier_cijfers_en_misschien_twee_letters() {
        assert_eq!(Gebied::postcode(" 1506 "), Ok(Gebied::Postcode("1506".to_owned())));
        assert_eq!(Gebied::postcode("1506 ma"), Ok(Gebied::Postcode("1506MA".to_owned())));
        for tekst in ["", "0506", "150", "15066", "1506M", "1506MAA", "WWWW"] {
            assert_eq!(Gebied::postcode(tekst), Err(PartijFout::Postcode), "{tekst}");
        }
    }

    #[test]
    fn een_adres_zegt_wat_eraan_ontbreekt() {
        let adres = ["Bannehof 1", "1544VK", "Zaandijk"];
        let goed = Contact::nieuw(adres, Some("14 075"), Some("team@zaanstad.nl"), Some("")).unwrap();
        assert_eq!((goed.telefoon.as_deref(), goed.website), (Some("14 075"), None));
        let fout = |adres, telefoon, email, website| {
            Contact::nieuw(adres, Some(telefoon), Some(email), Some(website)).unwrap_err().to_string()
        };
        assert!(fout(["", "1544VK", "Zaandijk"], "", "", "").contains("straat"));
        assert!(fout(["Bannehof 1", "1544", "Zaandijk"], "", "", "").contains("postcode"));
        assert!(fout(adres, "bel maar", "", "").contains("telefoonnummer"));
        assert!(fout(adres, "", "geen adres", "").contains("e-mailadres"));
        assert!(fout(adres, "", "", "javascript:alert(1)").contains("https"));
        assert!(fout(["Bannehof\n1", "1544VK", "Zaandijk"], "", "", "").contains("één regel"));
    }
}
