//! Borrows and moves that leave little room for a look. That these compile is most of the test.

use crate::run::{elsewhere, recorded};
use coroscope::kit::observed;
use std::collections::VecDeque;

#[derive(Default)]
pub enum State {
    A(u32),
    #[default]
    B,
}
#[derive(Default)]
pub struct M {
    state: State,
    total: u32,
    queue: VecDeque<u32>,
    name: String,
    items: Vec<u32>,
}
impl M {
    #[observed]
    pub async fn a(&mut self) {
        match &mut self.state {
            State::A(n) => {
                self.total += *n;
                *n = 0
            }
            State::B => self.total = 1,
        }
        if let Some(x) = self.queue.front_mut() {
            self.total += 1;
            *x = 1;
        }
        while let Some(x) = self.queue.pop_front()
            && x > 0
        {
            self.items.push(x);
            self.total = x;
        }
        for x in &self.queue {
            self.items.push(*x);
        }
        let add = |x: u32| {
            self.total += x;
        };
        let mut add = add;
        self.name = String::new();
        add(1);
        let (q, i) = (&mut self.queue, &mut self.items);
        self.total = 3;
        q.push_back(1);
        i.push(1);
        let M { queue, items, .. } = self;
        items.push(1);
        queue.clear();
        items.clear();
    }
    #[observed]
    pub async fn b(self) -> String {
        let n = self.name;
        let mut t = self.total;
        t += 1;
        let _ = t;
        n
    }
}
#[observed]
pub async fn c(mut m: M) -> u32 {
    let other = m.name;
    m.total = 2;
    m.name = other;
    m.total += 1;
    let mut cur = &mut m;
    cur.total = 1;
    let c2 = &mut *cur;
    c2.total = 5;
    cur = c2;
    cur.total = 6;
    m.total
}
#[observed]
pub async fn d(n: u32) -> u32 {
    if n > 0 {
        return 1;
    }
    let _x: u32 = panic!("later");
}
pub struct L {
    next: Option<Box<L>>,
    v: u32,
}
#[observed]
pub async fn list(mut l: L) -> u32 {
    let mut cur = &mut l;
    cur.v = 1;
    while let Some(ref mut next) = cur.next {
        cur = next;
        cur.v += 1;
    }
    l.v
}
#[observed]
pub async fn boxes() -> u8 {
    let mut b = Box::new(String::new());
    let s = *b;
    *b = s;
    let x;
    x = Into::<u8>::into(3u8);
    let y = 5u8.into();
    let z: u32 = y;
    let _ = z;
    b.push('a');
    x
}
#[observed]
pub async fn unit_expr(v: &mut Vec<u32>) {
    if v.is_empty() {
        return;
    }
    let f = async || 1;
    f().await;
    v.push(1);
}
#[observed]
pub async fn stack() {
    let mut s = Vec::new();
    s.push(1);
    while let Some(x) = s.pop() {
        if x > 3 {
            break;
        }
        s.push(x + 1);
    }
    let mut o = None;
    loop {
        if o.is_some() {
            break;
        }
        o = Some(M2);
    }
    let _ = o;
}
pub struct M2;
#[observed]
pub fn plain(x: &mut u32, v: &[u8]) -> Result<usize, std::num::ParseIntError> {
    *x += 1;
    let n: usize = "1".parse()?;
    Ok(n + v.len())
}
#[observed]
pub fn iter<'a>(v: &'a [u8]) -> impl Iterator<Item = &'a u8> + 'a {
    v.iter()
}
#[observed]
pub fn boxed(v: u8) -> Box<dyn std::fmt::Debug> {
    Box::new(v)
}
#[observed]
pub fn never() -> ! {
    panic!("never")
}
#[observed]
pub async fn dynerr() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let v = Vec::<u8>::new();
    std::future::ready(()).await;
    if v.is_empty() {
        Err("x")?;
    }
    Ok(())
}

#[test]
fn locals_are_recorded_between_borrows() {
    let make = || async {
        let mut m = M { state: State::A(1), items: vec![1], ..M::default() };
        m.a().await;
        let mut v = vec![];
        unit_expr(&mut v).await;
        unit_expr(&mut v).await;
        stack().await;
        let listed = list(L { next: Some(Box::new(L { next: None, v: 1 })), v: 0 }).await;
        assert!(dynerr().await.is_err());
        let all = iter(&[1, 2]).count() + plain(&mut 1, &[]).unwrap();
        assert_eq!(format!("{:?}", boxed(3)), "3");
        (
            m.total,
            v.len(),
            listed,
            c(M::default()).await,
            d(1).await,
            boxes().await,
            m.b().await,
            all,
        )
    };
    let expected = (3, 0, 1, 6, 1, 3, String::new(), 3);
    assert_eq!(elsewhere(make()), expected);
    assert_eq!(recorded(make).0, expected);
    assert!(std::panic::catch_unwind(|| never()).is_err());
}
