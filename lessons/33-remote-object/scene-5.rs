//! The server calls the client back, but the client is waiting for the server.
use coroscope::kit::{Promise, Receiver, Sender, channel, observed, say, spawn};

type Answer = Promise<&'static str>;

#[observed]
async fn client(
    server: Sender<&'static str>,
    inbox: Receiver<&'static str>,
    reply: Answer,
    name: Answer,
) {
    server.send("greet me").await.ok(); // @call
    say!("the client waits for the reply"); // @waits
    let text = reply.get().await; // @wait-reply
    say!("the client has: {text}"); // @has-reply
    let Ok(call) = inbox.recv().await else { return }; // @serve
    say!("the client is asked: {call}"); // @asked
    name.set("alice"); // @answer
}

#[observed]
async fn server(
    inbox: Receiver<&'static str>,
    client: Sender<&'static str>,
    reply: Answer,
    name: Answer,
) {
    let Ok(call) = inbox.recv().await else { return }; // @receive
    say!("the server is asked: {call}"); // @server-asked
    client.send("your name").await.ok(); // @call-back
    let name = name.get().await; // @wait-name
    say!("the server greets {name}"); // @greets
    reply.set("hello"); // @reply
}

#[observed]
pub fn set_up() {
    let (to_server, server_inbox) = channel(1); // @to-server
    let (to_client, client_inbox) = channel(1); // @to-client
    let reply = Promise::new(); // @new-reply
    let name = Promise::new(); // @new-name
    spawn(client(to_server, client_inbox, reply.clone(), name.clone())).detach(); // @spawn-client
    spawn(server(server_inbox, to_client, reply, name)).detach(); // @spawn-server
}
