#!/usr/bin/env bash
# the packages compile, with all features, with the oldest versions that they say are enough
source "$(dirname "$0")/../common.sh"

home=target/minimal
unpack_packages "$home"
cat > "$home/Cargo.toml" << 'EOF'
[workspace]
members = ["figleaf", "figleaf-derive"]
resolver = "3"

[patch.crates-io]
figleaf-derive = { path = "figleaf-derive" }
EOF
for package in figleaf figleaf-derive; do
    # What tests ask for would hide what the library needs.
    awk '/^\[/ { is_dev = /^\[+(dev-dependencies|example)/ } !is_dev' "$home/$package/Cargo.toml" > "$home/manifest"
    mv "$home/manifest" "$home/$package/Cargo.toml"
done

# `-Z` belongs to nightly; choosing versions is all that it is used for.
RUSTC_BOOTSTRAP=1 step cargo -Z direct-minimal-versions generate-lockfile --manifest-path "$home/Cargo.toml"
step cargo check --locked -p figleaf --all-features --manifest-path "$home/Cargo.toml" --target-dir target/minimal-build
leave_no_folder target/minimal-build
