using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using OrderedBlocks.Scheduling;
using OrderedBlocks.Tests.Support;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Scheduling;

/// <summary>The threads of a block's own: how many there are, when they come and go, and what they run.</summary>
/// <remarks>Events are not disposed of: a thread may be about to wait for one when the test is over.</remarks>
[TestClass]
public sealed class DedicatedThreadsTests
{
    private static readonly TimeSpan s_forEver = TimeSpan.FromDays(1);

    [TestMethod]
    public void Threads_BeforeAnythingIsQueued_AreNone()
    {
        Assert.AreEqual(0, Create(maxWorkers: 4).ThreadCount);
    }

    [TestMethod]
    public void Threads_OfAnItem_AreNamedAndInTheBackground()
    {
        DedicatedThreads threads = Create(maxWorkers: 1);
        Thread? thread = null;
        Run(threads, () => thread = Thread.CurrentThread);

        Assert.AreEqual("test #1", thread!.Name);
        Assert.IsTrue(thread.IsBackground);
        Assert.IsFalse(thread.IsThreadPoolThread);
        Assert.AreEqual(1, threads.ThreadCount);
        threads.End();
    }

    [TestMethod]
    public void Workers_OnOneThread_RunInTurn()
    {
        DedicatedThreads threads = Create(maxWorkers: 1);
        var ran = new Log<int>();
        var gate = new ManualResetEventSlim();
        threads.ScheduleWorker(new WorkItem(() => Wait.ForEvent(gate)));
        foreach (int number in Enumerable.Range(0, 100))
        {
            threads.ScheduleWorker(new WorkItem(() => ran.Add(number)));
        }

        gate.Set();

        CollectionAssert.AreEqual(Enumerable.Range(0, 100).ToArray(), ran.WaitForCount(100));
        Assert.AreEqual(1, threads.ThreadCount);
        threads.End();
    }

    [TestMethod]
    public void Workers_AsManyAsAllowed_HaveAThreadEachAndNoMore()
    {
        DedicatedThreads threads = Create(maxWorkers: 3);
        var started = new Log<int>();
        var gate = new ManualResetEventSlim();
        foreach (int number in Enumerable.Range(0, 6))
        {
            threads.ScheduleWorker(new WorkItem(() =>
            {
                started.Add(number);
                Wait.ForEvent(gate);
            }));
        }

        Assert.AreEqual("0, 1, 2", string.Join(", ", started.WaitForCount(3).Order()));
        Assert.AreEqual(3, threads.ThreadCount);
        gate.Set();
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 6).ToArray(), started.WaitForCount(6));
        Assert.AreEqual(3, threads.ThreadCount);
        threads.End();
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void Others_WhileAllWorkersAreHeldUp_HaveOneThreadMore(int workers)
    {
        DedicatedThreads threads = Create(workers);
        var ran = new Log<string>();
        var gate = new ManualResetEventSlim();
        var started = new CountdownEvent(workers);
        for (int i = 0; i < workers; i++)
        {
            threads.ScheduleWorker(new WorkItem(() =>
            {
                started.Signal();
                Wait.ForEvent(gate);
            }));
        }

        Assert.IsTrue(started.Wait(Wait.Limit));
        threads.ScheduleRelease(new WorkItem(() => ran.Add("release")));
        threads.Queue(new WorkItem(() => ran.Add("queued")));
        ran.WaitForCount(2);
        threads.QueueAlarm(new WorkItem(() => ran.Add("alarm")));
        ran.WaitForCount(3);
        using var source = new CancellationTokenSource();
        using CancellationTokenRegistration registration = source.Token.Register(() => ran.Add("token"));
        threads.Cancel(source);
        ran.WaitForCount(4);
        Task.CompletedTask.ContinueWith(
            _ => ran.Add("continuation"), CancellationToken.None, TaskContinuationOptions.None, threads.Continuations!);

        Assert.AreEqual("release, queued, alarm, token, continuation", string.Join(", ", ran.WaitForCount(5)));
        Assert.AreEqual(workers + 1, threads.ThreadCount);
        gate.Set();
        threads.End();
    }

    [TestMethod]
    public void Alarm_SetAgainByItself_RingsEachTime()
    {
        DedicatedThreads threads = Create(maxWorkers: 1);
        var rung = new Log<int>();
        int count = 0;
        WorkItem? alarm = null;
        alarm = new WorkItem(() =>
        {
            rung.Add(count++);
            if (count < 50)
            {
                threads.QueueAlarm(alarm!);
            }
        });
        threads.QueueAlarm(alarm);

        // Other work on the same threads: whoever keeps the time takes it, and another has to keep the time.
        foreach (int number in Enumerable.Range(0, 200))
        {
            Run(threads, () => { });
        }

        CollectionAssert.AreEqual(Enumerable.Range(0, 50).ToArray(), rung.WaitForCount(50));
        threads.End();
    }

    [TestMethod]
    public void Alarm_AfterTheEnd_DoesNotRing()
    {
        DedicatedThreads threads = Create(maxWorkers: 1);
        bool rang = false;
        threads.End();
        threads.QueueAlarm(new WorkItem(() => Volatile.Write(ref rang, true)));
        Run(threads, () => { });

        Await.Until(() => threads.ThreadCount == 0, "no thread is left that could ring");
        Assert.IsFalse(Volatile.Read(ref rang));
    }

    [TestMethod]
    public void Threads_AfterTheEnd_EndAndComeBackForWhatIsLeft()
    {
        DedicatedThreads threads = Create(maxWorkers: 2);
        Thread? thread = null;
        Run(threads, () => thread = Thread.CurrentThread);

        threads.End();
        Assert.IsTrue(thread!.Join(Wait.Limit));
        Assert.AreEqual(0, threads.ThreadCount);

        // A worker may be scheduled after the block's end, to come to rest.
        Run(threads, () => thread = Thread.CurrentThread);
        Assert.IsTrue(thread.Join(Wait.Limit));
        Assert.AreEqual("test #2", thread.Name);
        Assert.AreEqual(0, threads.ThreadCount);
    }

    [TestMethod]
    public void Threads_IdleForLong_EndAndComeBack()
    {
        var threads = new DedicatedThreads("test", 2, TimeSpan.FromMilliseconds(1), static thread => thread.UnsafeStart());
        foreach (int round in Enumerable.Range(0, 20))
        {
            Run(threads, () => { });
            Await.Until(() => threads.ThreadCount == 0, "the thread has ended");
        }
    }

    // Threads that leave at the moment when something is queued: nothing may be left lying.
    [TestMethod]
    public void Queue_WhileThreadsLeave_IsRunAllTheSame()
    {
        var threads = new DedicatedThreads("test", 2, TimeSpan.FromMilliseconds(1), static thread => thread.UnsafeStart());
        foreach (int round in Enumerable.Range(0, 300))
        {
            Run(threads, () => { });
            for (long until = Environment.TickCount64 + 1; Environment.TickCount64 <= until;)
            {
                Thread.SpinWait(round);
            }
        }

        threads.End();
    }

    [TestMethod]
    public void Threads_WithNothingToDo_DoNotWakeUp()
    {
        DedicatedThreads idle = Create(maxWorkers: 4);
        using (var all = new Barrier(4))
        {
            Run(idle, () => Assert.IsTrue(all.SignalAndWait(Wait.Limit)), times: 4);
        }

        Await.Until(() => idle.IsIdle, "all wait");
        long before = idle.WakeUps;

        // A good while, by what others do in it: a thread that waits in steps, or spins, would show.
        DedicatedThreads busy = Create(maxWorkers: 1);
        int alarms = 0;
        while (alarms < 100)
        {
            using var rang = new ManualResetEventSlim();
            busy.QueueAlarm(new WorkItem(rang.Set));
            Wait.ForEvent(rang);
            alarms++;
        }

        Assert.AreEqual(before, idle.WakeUps);
        Assert.AreEqual(4, idle.ThreadCount);

        // About two for each alarm: one to keep the time, one for its end.
        Assert.IsLessThanOrEqualTo(4 * alarms, busy.WakeUps);
        idle.End();
        busy.End();
    }

    [TestMethod]
    public void Thread_ThatWaits_KeepsNothingOfWhatItRan()
    {
        DedicatedThreads threads = Create(maxWorkers: 1);
        WeakReference item = RunOne(threads);
        Await.Until(
            () =>
            {
                GC.Collect();
                return !item.IsAlive;
            },
            "the item is let go");
        Assert.AreEqual(1, threads.ThreadCount);
        threads.End();
    }

    [TestMethod]
    public void Thread_WhoseItemLeftAContextBehind_StartsTheNextWithoutIt()
    {
        DedicatedThreads threads = Create(maxWorkers: 1);
        var local = new AsyncLocal<int> { Value = 1 };
        int seenFirst = -1;
        Run(threads, () =>
        {
            seenFirst = local.Value;
            local.Value = 2;
            SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
        });
        int seen = -1;
        SynchronizationContext? context = null;
        Run(threads, () =>
        {
            seen = local.Value;
            context = SynchronizationContext.Current;
        });

        Assert.AreEqual((0, 0), (seenFirst, seen));
        Assert.IsNull(context);
        threads.End();
    }

    // Twice as many as delegates that may be at work, and one that consumes.
    [TestMethod]
    [DataRow(1, 4)]
    [DataRow(3, 8)]
    public void Continuations_WhileAllThreadsAreTaken_HaveThreadsUpToALimitAndThenThePool(int workers, int most)
    {
        DedicatedThreads threads = Create(workers);
        var ran = new Log<bool>();
        var gate = new ManualResetEventSlim();
        var started = new CountdownEvent(workers + 1);
        var taken = new WorkItem(() =>
        {
            started.Signal();
            Wait.ForEvent(gate);
        });
        var heldUp = new WorkItem(() => Wait.ForEvent(gate));
        for (int i = 0; i < workers; i++)
        {
            threads.ScheduleWorker(taken);
        }

        threads.ScheduleRelease(taken);
        Assert.IsTrue(started.Wait(Wait.Limit));

        // There is no thread for it; for what follows there is.
        threads.ScheduleRelease(heldUp);
        for (int count = 1; count <= most + 2; count++)
        {
            threads.QueueContinuation(new DedicatedContinuation(
                null,
                _ =>
                {
                    ran.Add(Thread.CurrentThread.IsThreadPoolThread);
                    Wait.ForEvent(gate);
                },
                null));
            ran.WaitForCount(count);
        }

        CollectionAssert.AreEqual(
            Enumerable.Range(1, most + 2).Select(count => count > most).ToArray(), ran.Entries);

        // The release that was held up has a thread now, too.
        Assert.AreEqual(workers + 2 + most, threads.ThreadCount);
        gate.Set();
        Run(threads, static () => { });
        threads.End();
    }

    // The thread that was started for the continuation comes so late that it finds the alarm due.
    [TestMethod]
    public void Continuation_ForWhichTheAlarmWaits_HasAThreadOfItsOwn()
    {
        var threads = new DedicatedThreads("test", 1, s_forEver, static thread => _ = StartLateAsync(thread));
        var goOn = new ManualResetEventSlim();
        var ran = new Log<string>();
        var started = new CountdownEvent(2);
        var taken = new WorkItem(() =>
        {
            started.Signal();
            Wait.ForEvent(goOn);
        });
        threads.ScheduleWorker(taken);
        threads.ScheduleRelease(taken);
        Assert.IsTrue(started.Wait(Wait.Limit));

        threads.QueueContinuation(new DedicatedContinuation(
            null,
            _ =>
            {
                ran.Add("continuation");
                goOn.Set();
            },
            null));
        threads.QueueAlarm(new WorkItem(() =>
        {
            Wait.ForEvent(goOn);
            ran.Add("alarm");
        }));
        Assert.AreEqual("continuation, alarm", string.Join(", ", ran.WaitForCount(2)));
        threads.End();

        static async Task StartLateAsync(Thread thread)
        {
            await Task.Delay(20);
            thread.UnsafeStart();
        }
    }

    [TestMethod]
    public void Continuation_AfterTheEnd_RunsOnThePoolForGood()
    {
        DedicatedThreads threads = Create(maxWorkers: 1);
        Run(threads, static () => { });
        threads.End();
        Await.Until(() => threads.ThreadCount == 0, "ended");
        var ran = new Log<(bool, SynchronizationContext?)>();
        threads.Context!.Post(_ => ran.Add((Thread.CurrentThread.IsThreadPoolThread, SynchronizationContext.Current)), null);

        Assert.AreEqual((true, null), ran.WaitForCount(1)[0]);
        Assert.AreEqual(0, threads.ThreadCount);
    }

    [TestMethod]
    public void Post_InAnExecutionContext_RunsThere()
    {
        DedicatedThreads threads = Create(maxWorkers: 1);
        var local = new AsyncLocal<int> { Value = 7 };
        var ran = new Log<int>();
        threads.Context!.Post(_ => ran.Add(local.Value), null);
        Assert.AreEqual(7, ran.WaitForCount(1)[0]);
        int seen = -1;
        Run(threads, () => seen = local.Value);
        Assert.AreEqual(0, seen);
        threads.End();
    }

    [TestMethod]
    public void Start_ThatFails_IsReportedAndNothingIsLost()
    {
        var reason = new InsufficientMemoryException();
        bool fails = true;
        var threads = new DedicatedThreads("test", 1, s_forEver, thread =>
        {
            if (fails)
            {
                throw reason;
            }

            thread.UnsafeStart();
        });
        var ran = new ConcurrentQueue<string>();
        Assert.AreSame(reason, Assert.Throws<InsufficientMemoryException>(
            () => threads.ScheduleWorker(new WorkItem(() => ran.Enqueue("worker")))));
        Assert.AreSame(reason, Assert.Throws<InsufficientMemoryException>(
            () => threads.ScheduleRelease(new WorkItem(() => ran.Enqueue("release")))));
        Assert.AreEqual(0, threads.ThreadCount);

        // What must not be lost is run by the pool.
        threads.Queue(new WorkItem(() => ran.Enqueue("queued")));
        Await.Until(() => ran.Count == 1, "queued");
        threads.QueueAlarm(new WorkItem(() => ran.Enqueue("alarm")));
        Await.Until(() => ran.Count == 2, "alarm");
        threads.QueueContinuation(new DedicatedContinuation(null, _ => ran.Enqueue("continuation"), null));
        Await.Until(() => ran.Count == 3, "continuation");

        fails = false;
        Run(threads, () => ran.Enqueue("next"));
        Assert.AreEqual("queued, alarm, continuation, next", string.Join(", ", ran));
        Assert.AreEqual(1, threads.ThreadCount);
        threads.End();
    }

    private static DedicatedThreads Create(int maxWorkers) =>
        new("test", maxWorkers, s_forEver, static thread => thread.UnsafeStart());

    private static void Run(DedicatedThreads threads, Action action, int times = 1)
    {
        using var done = new CountdownEvent(times);
        for (int i = 0; i < times; i++)
        {
            threads.ScheduleWorker(new WorkItem(() =>
            {
                action();
                done.Signal();
            }));
        }

        Assert.IsTrue(done.Wait(Wait.Limit));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference RunOne(DedicatedThreads threads)
    {
        using var done = new ManualResetEventSlim();
        var item = new WorkItem(done.Set);
        threads.ScheduleWorker(item);
        Wait.ForEvent(done);
        return new WeakReference(item);
    }
}
