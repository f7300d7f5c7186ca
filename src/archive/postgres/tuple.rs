//! Rows as a binary `COPY` takes them (PostgreSQL manual, `COPY`, binary format).

use super::super::row::Field;

/// One tuple: number of fields, then each field's length (-1 for NULL) and bytes.
pub(super) fn push_row(data: &mut Vec<u8>, fields: &[Field<'_>]) {
    data.extend((fields.len() as i16).to_be_bytes());
    for field in fields {
        match field {
            Field::Null => data.extend((-1i32).to_be_bytes()),
            Field::Int(number) => push_bytes(data, &number.to_be_bytes()),
            Field::Text(text) => push_bytes(data, text.as_bytes()),
            Field::Bytes(bytes) => push_bytes(data, bytes),
        }
    }
}

fn push_bytes(data: &mut Vec<u8>, bytes: &[u8]) {
    let length = i32::try_from(bytes.len()).expect("a field is below 1 GiB");
    data.extend(length.to_be_bytes());
    data.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tuple_is_written_as_the_manual_says() {
        let mut data = Vec::new();
        push_row(&mut data, &[Field::Null, Field::Int(258), Field::text("随")]);
        let expected = b"\0\x03\xff\xff\xff\xff\0\0\0\x08\0\0\0\0\0\0\x01\x02\0\0\0\x03\xe9\x9a\x8f";
        assert_eq!(data, expected);
    }
}
