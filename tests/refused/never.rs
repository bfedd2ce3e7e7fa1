use coroscope::kit::observed;

#[observed]
async fn forever() -> ! {
    loop {
        std::future::pending::<()>().await;
    }
}

fn main() {}
