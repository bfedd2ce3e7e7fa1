//! `reader` prefers one channel, so the other one has to wait until that has ended.
use coroscope::kit::{Alternation, Receiver, channel, observed, say, spawn};

#[observed]
async fn reader(news: Receiver<&'static str>, mail: Receiver<&'static str>) {
    let mut choice = Alternation::greedy([news, mail]); // @choice
    loop {
        let next = choice.recv().await; // @recv
        match next {
            Some((_, Ok(message))) => say!("{message}"),    // @reads
            Some((0, Err(error))) => say!("news: {error}"), // @news-ends
            Some((_, Err(error))) => say!("mail: {error}"), // @mail-ends
            None => break,                                  // @none
        }
    }
}

#[observed]
pub fn set_up() {
    let (sender, news) = channel(4); // @news
    for message in ["news 1", "news 2", "news 3", "news 4"] {
        let _sent = sender.try_send(message); // @send-news
    }
    drop(sender); // @end-news
    let (sender, mail) = channel(2); // @mail
    for message in ["mail 1", "mail 2"] {
        let _sent = sender.try_send(message); // @send-mail
    }
    drop(sender); // @end-mail
    spawn(reader(news, mail)).detach(); // @reader
}
