//! The query of a request, read as strictly as the extension's documentation asks for.

/// The pairs, percent-decoded, or what is wrong with them.
pub fn pairs(query: &str) -> Result<Vec<(String, String)>, String> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (key, value) =
                pair.split_once('=').ok_or_else(|| format!("{pair:?} has no `=`"))?;
            Ok((decode(key)?, decode(value)?))
        })
        .collect()
}

fn decode(text: &str) -> Result<String, String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'/' => return Err(format!("{text:?} is not percent-encoded")),
            b'+' => b' ',
            b'%' => {
                let digits = [rest.next(), rest.next()].map(|digit| digit.map(char::from));
                let [Some(high), Some(low)] =
                    digits.map(|digit| digit.and_then(|d| d.to_digit(16)))
                else {
                    return Err(format!("{text:?} has a broken escape"));
                };
                u8::try_from(high * 16 + low).expect("two digits")
            }
            other => other,
        });
    }
    String::from_utf8(bytes).map_err(|_| format!("{text:?} is not UTF-8"))
}
