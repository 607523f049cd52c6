use figleaf::Secret;

fn main() {
    let user = "app";
    let password = Secret::from("hunter2");
    let _ = format!("postgres://{user}:{password}@db");
    let _ = format!("postgres://{}:{}@db", user, password);
    let _ = password.to_string();
    let _: &dyn std::fmt::Display = &password;
}
