//! Channels with two ends, their ways to end, and the choice between them.

use crate::story::{assert_story, format_events, recorded};
use coroscope::executor::Turn;
use coroscope::kit::{
    Alternation, Receiver, RecvError, SECOND, Sender, channel, say, select, sleep, spawn_named,
    unbounded_channel, yield_now,
};

fn sends(name: &'static str, sender: Sender<u32>, messages: &'static [u32]) {
    spawn_named(name, async move {
        for message in messages {
            match sender.send(*message).await {
                Ok(()) => say!("sent {message}"),
                Err(error) => say!("{error}: {}", error.0),
            }
        }
    })
    .detach();
}

fn receives(name: &'static str, receiver: Receiver<u32>) {
    spawn_named(name, async move {
        let end = loop {
            match receiver.recv().await {
                Ok(message) => say!("{name} got {message}"),
                Err(end) => break end,
            }
        };
        say!("{name}: {end}");
    })
    .detach();
}

#[test]
fn a_channel_ends_when_its_senders_are_gone_and_its_messages_received() {
    assert_story(
        || {
            let (sender, receiver) = channel(2);
            sends("s", sender, &[1, 2]);
            receives("r", receiver);
        },
        "
        made | spawn s | detach s | spawn r | detach r
        1: poll s | 1 of 2: [1] | say sent 1 | 2 of 2: [1, 2] | say sent 2 | 2 of 2, ended: [1, 2] | ready
        2: poll r | 1 of 2, ended: [2] | say r got 1 | 0 of 2, ended: [] | say r got 2 | say r: the channel has ended | gone | ready
        finished
        ",
    );
}

/// The sender comes first: it has to wait until the receiver is there.
#[test]
fn a_rendezvous_sends_nothing_before_somebody_receives() {
    assert_story(
        || {
            let (sender, receiver) = channel(0);
            sends("s", sender, &[1]);
            receives("r", receiver);
        },
        "
        made | spawn s | detach s | spawn r | detach r
        1: poll s | s waits | pending
        2: poll r | r waits | s leaves Served | r wakes s | pending
        3: poll s | [1] | r leaves Served | s wakes r | say sent 1 | ended: [1] | ready
        4: poll r | ended: [] | say r got 1 | say r: the channel has ended | gone | ready
        finished
        ",
    );
}

#[test]
fn a_receiver_that_waits_lets_the_rendezvous_pass_at_once() {
    assert_story(
        || {
            let (sender, receiver) = channel(0);
            receives("r", receiver);
            sends("s", sender, &[1]);
        },
        "
        made | spawn r | detach r | spawn s | detach s
        1: poll r | r waits | pending
        2: poll s | [1] | r leaves Served | s wakes r | say sent 1 | ended: [1] | ready
        3: poll r | ended: [] | say r got 1 | say r: the channel has ended | gone | ready
        finished
        ",
    );
}

#[test]
fn nothing_can_be_sent_once_the_receivers_are_gone() {
    assert_story(
        || {
            let (sender, receiver) = channel(1);
            sends("s", sender, &[1, 2]);
            spawn_named("r", async move { drop(receiver) }).detach();
        },
        "
        made | spawn s | detach s | spawn r | detach r
        1: poll s | 1 of 1: [1] | say sent 1 | s waits | pending
        2: poll r | 1 of 1, no receiver: [1] | s leaves Served | r wakes s | ready
        3: poll s | say nobody can receive the message: 2 | 1 of 1, ended: [1] | gone | ready
        finished
        ",
    );
}

#[test]
fn poison_overtakes_the_messages_that_wait() {
    assert_story(
        || {
            let (sender, receiver) = channel(2);
            let poisoner = sender.clone();
            sends("s", sender, &[1, 2, 3]);
            spawn_named("p", async move { poisoner.poison() }).detach();
            receives("r", receiver);
        },
        "
        made | spawn s | detach s | spawn p | detach p | spawn r | detach r
        1: poll s | 1 of 2: [1] | say sent 1 | 2 of 2: [1, 2] | say sent 2 | s waits | pending
        2: poll p | 0 of 2, poisoned: [] | s leaves Served | p wakes s | ready
        3: poll r | say r: the channel was poisoned | 0 of 2, poisoned: [] | ready
        4: poll s | say nobody can receive the message: 3 | 0 of 2, poisoned: [] | gone | ready
        finished
        ",
    );
}

#[test]
fn a_send_that_loses_a_race_sends_nothing() {
    let (executor, ()) = recorded(|| {
        let (sender, receiver) = channel(1);
        spawn_named("s", async move {
            sender.send(1).await.expect("there is room");
            let _late = select(sender.send(2), sleep(SECOND)).await;
        })
        .detach();
        spawn_named("r", async move {
            sleep(2 * SECOND).await;
            assert_eq!(receiver.recv().await, Ok(1));
            assert_eq!(receiver.recv().await, Err(RecvError::Ended));
            say!("as it should be");
        })
        .detach();
    });
    assert_eq!(executor.run(), Turn::Finished);
    assert!(format_events(&executor).join(" ").contains("as it should be"));
}

#[test]
fn a_try_sends_and_receives_only_what_is_possible_now() {
    let (executor, ()) = recorded(|| {
        let (sender, receiver) = channel(1);
        spawn_named("main", async move {
            say!("{:?} {:?}", sender.try_send(1), sender.try_send(2));
            say!("{:?} {:?}", receiver.try_recv(), receiver.try_recv());
            drop(receiver);
            say!("{:?}", sender.try_send(3));
        })
        .detach();
    });
    executor.run();
    let story = format_events(&executor).join(" ");
    assert!(story.contains("say Ok(()) Err(2)"), "{story}");
    assert!(story.contains("say Some(1) None"), "{story}");
    assert!(story.contains("say Err(3)"), "{story}");
}

/// Two channels: news has four messages, mail has two, and both have ended.
fn inbox() -> [Receiver<&'static str>; 2] {
    let (news, first) = unbounded_channel();
    let (mail, second) = unbounded_channel();
    for message in ["n1", "n2", "n3", "n4"] {
        news.try_send(message).expect("it is unbounded");
    }
    for message in ["m1", "m2"] {
        mail.try_send(message).expect("it is unbounded");
    }
    [first, second]
}

fn order(choice: fn([Receiver<&'static str>; 2]) -> Alternation<&'static str>) -> Vec<String> {
    let (executor, ()) = recorded(|| {
        let mut choice = choice(inbox());
        spawn_named("reader", async move {
            while let Some((place, message)) = choice.recv().await {
                match message {
                    Ok(message) => say!("{message}"),
                    Err(end) => say!("{place} {end:?}"),
                }
            }
        })
        .detach();
    });
    assert_eq!(executor.run(), Turn::Finished);
    let story = format_events(&executor);
    assert_eq!(story.len(), 3, "it is all one poll: {story:?}");
    let phrases = story[1].split(" | ");
    phrases.filter_map(|phrase| phrase.strip_prefix("say ")).map(str::to_owned).collect()
}

#[test]
fn a_greedy_choice_serves_the_first_channel_until_it_ends() {
    let expected = ["n1", "n2", "n3", "n4", "0 Ended", "m1", "m2", "1 Ended"];
    assert_eq!(order(Alternation::greedy), expected);
}

#[test]
fn a_fair_choice_takes_turns() {
    let expected = ["n1", "m1", "n2", "m2", "n3", "1 Ended", "n4", "0 Ended"];
    assert_eq!(order(Alternation::fair), expected);
}

/// The message was reserved for the choice, which took one of the other channel: nothing is lost.
#[test]
fn a_choice_gives_back_what_it_does_not_take() {
    let (executor, ()) = recorded(|| {
        let ((one, first), (two, second)) = (channel(1), channel(1));
        let rest = second.clone();
        spawn_named("reader", async move {
            let mut choice = Alternation::greedy([first, second]);
            say!("{:?}", choice.recv().await);
            say!("then {:?}", rest.try_recv());
        })
        .detach();
        spawn_named("writer", async move {
            two.try_send(2).expect("there is room");
            one.try_send(1).expect("there is room");
            yield_now().await;
        })
        .detach();
    });
    executor.run();
    let story = format_events(&executor).join(" ");
    assert!(
        story.contains("say Some((0, Ok(1)))") && story.contains("say then Some(2)"),
        "{story}"
    );
}
