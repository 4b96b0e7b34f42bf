//! An authority that exists for one test, and what it signs.

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};

pub struct Uitgever(CertifiedIssuer<'static, KeyPair>);

/// A certificate and its key, both as PEM.
pub struct Paar {
    pub certificaat: String,
    pub sleutel: String,
}

impl Uitgever {
    pub fn nieuw(naam: &str) -> Uitgever {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, naam);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
        Uitgever(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// For this machine.
    pub fn server(&self) -> Paar {
        let mut params =
            CertificateParams::new(vec!["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        self.teken(&params)
    }

    /// For a caller, with this serial number in its subject.
    pub fn client(&self, serienummer: &str) -> Paar {
        self.teken(&client(serienummer))
    }

    /// The same, but its time is over.
    pub fn verlopen_client(&self, serienummer: &str) -> Paar {
        let mut params = client(serienummer);
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2021, 1, 1);
        self.teken(&params)
    }

    fn teken(&self, params: &CertificateParams) -> Paar {
        let sleutel = KeyPair::generate().unwrap();
        let certificaat = params.signed_by(&sleutel, &self.0).unwrap();
        Paar { certificaat: certificaat.pem(), sleutel: sleutel.serialize_pem() }
    }
}

fn client(serienummer: &str) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, "Software van een aanbieder");
    params.distinguished_name.push(DnType::CustomDnType(vec![2, 5, 4, 5]), serienummer);
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    params
}

impl Paar {
    /// As reqwest takes it.
    pub fn samen(&self) -> Vec<u8> {
        format!("{}{}", self.certificaat, self.sleutel).into_bytes()
    }
}
