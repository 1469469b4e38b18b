//! Pool: the threads where work that costs time is done, in lanes, so that no kind of work waits
//! behind a slower kind.

use std::collections::VecDeque;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::thread;

use tokio::sync::oneshot;
use tower_lsp::jsonrpc::Error;
use tower_lsp::jsonrpc::ErrorCode;
use tower_lsp::jsonrpc::Result;

use crate::io;
use crate::lsp::transport::Outbox;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lane {
    /// What somebody waits for with a finger on a key: hover.
    Typing,
    /// What may take a moment: findings, outlines.
    Checks,
    /// The findings of all documents, which nobody waits for.
    Survey,
    /// Reading the disk.
    Files,
    /// Asking others and waiting for them.
    Net,
}

type Job = Box<dyn FnOnce() + Send>;

/// A fixed number of threads. They end with the process.
pub(super) struct Pool {
    lanes: [Arc<Queue>; 5],
    /// Where the work of [`Lane::Survey`] and [`Lane::Files`] is shared out.
    behind: Option<rayon::ThreadPool>,
    outbox: Outbox,
}

#[derive(Default)]
struct Queue {
    jobs: Mutex<VecDeque<Job>>,
    ready: Condvar,
}

/// Tells a job that nobody waits for its result any more.
#[derive(Debug, Clone, Default)]
pub(super) struct Cancel(Arc<AtomicBool>);

impl Cancel {
    pub(super) fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Lives as long as the handler that waits. The library drops the handler of a cancelled request.
struct CancelOnDrop(Cancel);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.0.store(true, Ordering::Relaxed);
    }
}

impl Pool {
    pub(super) fn new(outbox: Outbox) -> Pool {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let lane = |threads: usize, begin: fn()| {
            let queue = Arc::new(Queue::default());
            for _ in 0..threads {
                let queue = queue.clone();
                thread::spawn(move || {
                    begin();
                    queue.work();
                });
            }
            queue
        };
        // One core is left for the loop.
        let checks = cores.saturating_sub(1).clamp(1, 8);
        let behind = io::yield_to_others;
        let lanes = [
            lane(1, || ()),
            lane(checks, || ()),
            lane(1, behind),
            lane(1, behind),
            lane(1, behind),
        ];
        // A thread that yields still keeps its processor until its slice ends, some milliseconds, so
        // one processor is left for what somebody waits for. Where there can be no more threads,
        // there is one.
        let builder = rayon::ThreadPoolBuilder::new().num_threads(cores.saturating_sub(1).max(1));
        let builder = builder.start_handler(move |_| behind());
        Pool { lanes, behind: builder.build().ok(), outbox }
    }

    /// `work`, whose parts are done on all cores, after everything that somebody waits for.
    pub(super) fn behind<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        match &self.behind {
            Some(pool) => pool.install(work),
            None => work(),
        }
    }

    /// Does `job` some time. A panic is logged, and costs this job only.
    pub(super) fn spawn(
        &self,
        lane: Lane,
        name: &'static str,
        job: impl FnOnce() + Send + 'static,
    ) {
        let outbox = self.outbox.clone();
        self.lanes[lane as usize].push(Box::new(move || {
            if let Err(panic) = catch_unwind(AssertUnwindSafe(job)) {
                outbox.failed(name, &*panic);
            }
        }));
    }

    /// Does `job` at once, as part of another one. A panic is logged, and costs this part only.
    pub(super) fn guarded<T>(&self, name: &str, job: impl FnOnce() -> T) -> Option<T> {
        catch_unwind(AssertUnwindSafe(job))
            .map_err(|panic| {
                self.outbox.failed(name, &*panic);
            })
            .ok()
    }

    /// Does `job` and waits for its result. Dropping the future cancels the job: it is never
    /// started, or hears of it by its argument. A panic costs this answer only.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        lane: Lane,
        name: &'static str,
        job: impl FnOnce(&Cancel) -> T + Send + 'static,
    ) -> Result<T> {
        let cancel = CancelOnDrop(Cancel::default());
        let (sender, receiver) = oneshot::channel();
        let flag = cancel.0.clone();
        let outbox = self.outbox.clone();
        self.lanes[lane as usize].push(Box::new(move || {
            if flag.is_cancelled() {
                return;
            }
            let result = catch_unwind(AssertUnwindSafe(|| job(&flag))).map_err(|panic| {
                let message = outbox.failed(name, &*panic);
                Error { code: ErrorCode::InternalError, message: message.into(), data: None }
            });
            let _ = sender.send(result);
        }));
        receiver.await.unwrap_or_else(|_| Err(Error::internal_error()))
    }
}

impl Queue {
    fn push(&self, job: Job) {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner).push_back(job);
        self.ready.notify_one();
    }

    fn work(&self) {
        loop {
            let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
            let job = loop {
                match jobs.pop_front() {
                    Some(job) => break job,
                    None => jobs = self.ready.wait(jobs).unwrap_or_else(PoisonError::into_inner),
                }
            };
            drop(jobs);
            job();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::Lane;
    use super::Pool;
    use crate::lsp::transport::Outbox;

    fn block_on<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(future)
    }

    #[test]
    fn a_panic_costs_one_job() {
        let (outbox, _outgoings) = Outbox::new();
        let pool = Pool::new(outbox);
        let result = block_on(pool.run(Lane::Typing, "test", |_| -> u8 { panic!("oh") }));
        assert_eq!(result.expect_err("it panicked").message, "test failed: oh");
        pool.spawn(Lane::Typing, "test", || panic!("oh again"));
        assert_eq!(block_on(pool.run(Lane::Typing, "test", |_| 1)), Ok(1));
    }

    #[test]
    fn a_job_hears_that_nobody_waits_for_it() {
        let (outbox, _outgoings) = Outbox::new();
        let pool = Pool::new(outbox);
        let (begun, has_begun) = mpsc::channel();
        let (ended, has_ended) = mpsc::channel();
        let waiting = pool.run(Lane::Typing, "test", move |cancel| {
            begun.send(()).expect("the test waits");
            while !cancel.is_cancelled() {
                std::thread::yield_now();
            }
            ended.send(()).expect("the test waits");
        });
        block_on(async {
            let mut waiting = Box::pin(waiting);
            assert!(futures_util::poll!(&mut waiting).is_pending());
            has_begun.recv().expect("the job begins");
        });
        has_ended.recv().expect("the job ends");
    }

    #[test]
    fn a_job_that_nobody_waits_for_is_not_begun() {
        let (outbox, _outgoings) = Outbox::new();
        let pool = Pool::new(outbox);
        let (go, may_go) = mpsc::channel::<()>();
        pool.spawn(Lane::Typing, "test", move || _ = may_go.recv());
        let (begun, has_begun) = mpsc::channel();
        let waiting = pool.run(Lane::Typing, "test", move |_| begun.send(()));
        block_on(async {
            let mut waiting = Box::pin(waiting);
            assert!(futures_util::poll!(&mut waiting).is_pending());
        });
        go.send(()).expect("the job waits");
        has_begun.recv().expect_err("the job was dropped");
    }
}
