//! The scenarios as structs that derive `Config`: one field for each value.

use figleaf::{Config, Loader, Secret};

macro_rules! shape {
    ($name:ident { $($parameter:ident)* } { $($secret:ident = $stored:literal)* }) => {
        #[derive(Config)]
        #[config(prefix = "/{env}")]
        pub struct $name {
            $($parameter: String,)*
            $(#[config(secretsmanager = $stored)] $secret: Secret<String>,)*
        }

        impl $name {
            /// What was loaded.
            pub fn values(&self) -> Vec<&str> {
                vec![$(&self.$parameter,)* $(self.$secret.expose_secret(),)*]
            }
        }
    };
}

mod huge;

use huge::Huge;

shape!(Small { p_00 p_01 } { s_00 = "{env}/s-00" });

shape!(Medium {
    p_00 p_01 p_02 p_03 p_04 p_05 p_06 p_07 p_08 p_09 p_10 p_11
} {
    s_00 = "{env}/s-00" s_01 = "{env}/s-01" s_02 = "{env}/s-02" s_03 = "{env}/s-03"
});

shape!(Large {
    p_00 p_01 p_02 p_03 p_04 p_05 p_06 p_07 p_08 p_09 p_10 p_11 p_12 p_13 p_14 p_15 p_16 p_17 p_18 p_19
    p_20 p_21 p_22 p_23 p_24 p_25 p_26 p_27 p_28 p_29 p_30 p_31 p_32 p_33 p_34 p_35 p_36 p_37 p_38 p_39
    p_40 p_41 p_42 p_43 p_44 p_45 p_46 p_47 p_48 p_49 p_50 p_51 p_52 p_53 p_54 p_55 p_56 p_57 p_58 p_59
} {
    s_00 = "{env}/s-00" s_01 = "{env}/s-01" s_02 = "{env}/s-02" s_03 = "{env}/s-03" s_04 = "{env}/s-04"
    s_05 = "{env}/s-05" s_06 = "{env}/s-06" s_07 = "{env}/s-07" s_08 = "{env}/s-08" s_09 = "{env}/s-09"
});

/// Loads the shape of that many parameters and secrets, as a user's `main` does.
///
/// # Errors
/// What figleaf reports.
///
/// # Panics
/// When there is no such shape.
pub async fn load(parameters: usize, secrets: usize) -> Result<Vec<&'static str>, figleaf::Error> {
    Ok(match (parameters, secrets) {
        (2, 1) => loader::<Small>().load().await?.values(),
        (12, 4) => loader::<Medium>().load().await?.values(),
        (60, 10) => loader::<Large>().load().await?.values(),
        _ => panic!("no struct of {parameters} parameters and {secrets} secrets"),
    })
}

/// The same for what `load` leaves out: hundreds of fields are code that other programs are not to carry.
///
/// # Errors
/// What figleaf reports.
///
/// # Panics
/// When there is no such shape.
pub async fn load_many(
    parameters: usize,
    secrets: usize,
) -> Result<Vec<&'static str>, figleaf::Error> {
    Ok(match (parameters, secrets) {
        (500, 50) => loader::<Huge>().load().await?.values(),
        _ => panic!("no struct of {parameters} parameters and {secrets} secrets"),
    })
}

/// With the authorities in the file that `BENCH_ROOTS` names, and without it with the platform's.
fn loader<C: Config>() -> Loader<C> {
    let loader = C::loader();
    #[cfg(feature = "roots")]
    if let Some(path) = std::env::var_os("BENCH_ROOTS") {
        let pem = std::fs::read(path).expect("the file that BENCH_ROOTS names");
        return loader.trust_roots(figleaf::TrustRoots::Pem(pem));
    }
    loader
}
