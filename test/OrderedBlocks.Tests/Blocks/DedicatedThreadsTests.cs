using System.Runtime.CompilerServices;
using OrderedBlocks.Scheduling;
using OrderedBlocks.Tests.Conformance;
using OrderedBlocks.Tests.Support;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Blocks;

/// <summary>Blocks on threads of their own: which threads, when they begin and end, and that what comes out is right.</summary>
[TestClass]
public sealed class DedicatedThreadsTests
{
    private static readonly int[] s_parallelisms = [1, 2, 4];
    private static readonly int[] s_capacities = [1, 3, 1024, DataflowBlockOptions.Unbounded];

    public enum DelegateKind
    {
        Synchronous,
        Asynchronous,
        ValueTask,
    }

    public static IEnumerable<object[]> Matrix =>
        from dop in s_parallelisms
        from capacity in s_capacities
        from kind in Enum.GetValues<DelegateKind>()
        select new object[] { capacity, dop, kind };

    [TestMethod]
    [DataRow((WorkerThreadMode)2)]
    [DataRow((WorkerThreadMode)(-1))]
    public void WorkerThreads_Undefined_Throws(WorkerThreadMode value)
    {
        var options = new OrderedBlockOptions();
        Assert.AreEqual(WorkerThreadMode.Pool, options.WorkerThreadMode);
        ArgumentOutOfRangeException error =
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => options.WorkerThreadMode = value);
        Assert.Contains("WorkerThreadMode must be one of Pool, Dedicated.", error.Message);
        Assert.AreEqual(WorkerThreadMode.Pool, options.WorkerThreadMode);
    }

    [TestMethod]
    public void Constructor_UnlimitedParallelism_SaysWhatWouldBeValid()
    {
        OrderedBlockOptions options = Options(dop: DataflowBlockOptions.Unbounded);
        ArgumentException error =
            Assert.ThrowsExactly<ArgumentException>(() => new OrderedTransformBlock<int, int>(static item => item, options));
        Assert.AreEqual("dataflowBlockOptions", error.ParamName);
        Assert.Contains("WorkerThreadMode = Dedicated needs a MaxDegreeOfParallelism of 1 or more, not -1", error.Message);
    }

    [TestMethod]
    public void Constructor_AnotherScheduler_SaysWhatWouldBeValid()
    {
        OrderedBlockOptions options = Options(dop: 1);
        options.TaskScheduler = new CountingScheduler();
        ArgumentException error =
            Assert.ThrowsExactly<ArgumentException>(() => new OrderedTransformBlock<int, int>(static item => item, options));
        Assert.AreEqual("dataflowBlockOptions", error.ParamName);
        Assert.Contains("WorkerThreadMode = Dedicated needs the default TaskScheduler, TaskScheduler.Default", error.Message);
    }

    [TestMethod]
    public void Options_ChangedAfterConstruction_DoNotReachTheBlock()
    {
        OrderedBlockOptions options = Options(dop: 1);
        var block = new OrderedTransformBlock<int, bool>(static _ => Thread.CurrentThread.IsThreadPoolThread, options);
        options.WorkerThreadMode = WorkerThreadMode.Pool;
        block.Post(1);
        Assert.IsFalse(block.Receive(Wait.Limit));
        block.Complete();
    }

    [TestMethod]
    public void Threads_OfABlockWithoutItems_AreNone()
    {
        var block = new OrderedTransformBlock<int, int>(static item => item, Options(dop: 2));
        using (block.LinkTo(DataflowBlock.NullTarget<int>()))
        {
            Assert.IsFalse(block.TryReceive(out _));
            Assert.AreEqual(0, ThreadsOf(block).ThreadCount);
        }

        block.Post(1);
        Await.Until(() => ThreadsOf(block).ThreadCount > 0, "the first item starts one");
        block.Complete();
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void Delegates_AllAtATime_RunOnThreadsNamedAfterTheBlock(int dop)
    {
        using var meeting = new Barrier(dop);
        OrderedBlockOptions options = Options(dop);
        options.NameFormat = "encoder";
        var block = new OrderedTransformBlock<int, Thread>(
            _ =>
            {
                Assert.IsTrue(meeting.SignalAndWait(Wait.Limit));
                return Thread.CurrentThread;
            },
            options);
        for (int item = 0; item < 4 * dop; item++)
        {
            block.Post(item);
        }

        Thread[] threads = [.. Enumerable.Range(0, 4 * dop).Select(_ => block.Receive(Wait.Limit))];

        Assert.IsTrue(threads.All(static thread => thread.IsBackground && !thread.IsThreadPoolThread));
        Assert.IsTrue(threads.All(static thread => thread.Name!.StartsWith("encoder #", StringComparison.Ordinal)));
        Assert.IsLessThanOrEqualTo(dop + 1, threads.Distinct().Count());
        Assert.IsLessThanOrEqualTo(dop + 1, ThreadsOf(block).ThreadCount);
        Assert.AreEqual(threads.Distinct().Count(), threads.Select(static thread => thread.Name).Distinct().Count());
        block.Complete();
    }

    [TestMethod]
    public void Outputs_AreOfferedOnTheBlocksThreads()
    {
        OrderedBlockOptions options = Options(dop: 2);
        options.NameFormat = "encoder";
        var block = new OrderedTransformBlock<int, int>(static item => item, options);
        var names = new Log<string>();
        var target = new ScriptedTarget(_ =>
        {
            names.Add(Thread.CurrentThread.Name ?? "");
            return DataflowMessageStatus.Accepted;
        });
        block.LinkTo(target);
        foreach (int item in Enumerable.Range(0, 500))
        {
            block.Post(item);
        }

        CollectionAssert.AreEqual(Enumerable.Range(0, 500).ToArray(), target.WaitForTaken(500));
        Assert.IsTrue(names.Entries.All(static name => name.StartsWith("encoder #", StringComparison.Ordinal)));
        block.Complete();
    }

    [TestMethod]
    [DataRow(Ending.Complete)]
    [DataRow(Ending.Fault)]
    [DataRow(Ending.Cancel)]
    public async Task Threads_OfABlockThatHasEnded_End(Ending ending)
    {
        using var cancellation = new CancellationTokenSource();
        OrderedBlockOptions options = Options(dop: 2);
        options.CancellationToken = cancellation.Token;
        var started = new Log<Thread>();
        using var meeting = new Barrier(2);
        var block = new OrderedTransformBlock<int, int>(
            item =>
            {
                started.Add(Thread.CurrentThread);
                Assert.IsTrue(meeting.SignalAndWait(Wait.Limit));
                return item;
            },
            options);
        block.LinkTo(DataflowBlock.NullTarget<int>());
        block.Post(1);
        block.Post(2);
        Thread[] threads = started.WaitForCount(2);

        block.End(ending, cancellation, new InvalidOperationException());
        await block.Completion.ToEnd();

        Assert.IsTrue(threads.All(static thread => thread.Join(Wait.Limit)));
        Await.Until(() => ThreadsOf(block).ThreadCount == 0, "the one that released, too");
    }

    [TestMethod]
    public void Threads_OfAnIdleBlock_AreNotWokenByAnything()
    {
        var block = new OrderedTransformBlock<int, int>(static item => item, Options(dop: 2));
        foreach (int item in Enumerable.Range(0, 1000))
        {
            block.Post(item);
        }

        foreach (int item in Enumerable.Range(0, 1000))
        {
            Assert.AreEqual(item, block.Receive(Wait.Limit));
        }

        // The last tick of the timer is over when a free thread has nothing to keep the time for.
        DedicatedThreads threads = ThreadsOf(block);
        Await.Until(() => threads.IsIdle, "it has come to rest");
        long before = threads.WakeUps;
        var other = new OrderedTransformBlock<int, int>(static item => item, Options(dop: 1));
        foreach (int item in Enumerable.Range(0, 2000))
        {
            other.Post(item);
            Assert.AreEqual(item, other.Receive(Wait.Limit));
        }

        // A thread that was pulsed for something that another one took may be on its way still: once each, whatever happens.
        Assert.IsInRange(before, before + threads.ThreadCount, threads.WakeUps);
        block.Complete();
        other.Complete();
    }

    [TestMethod]
    public async Task Block_ThatNobodyRefersTo_IsCollectedThoughItsThreadsWait()
    {
        (WeakReference block, DedicatedThreads threads) = await CreateAndUse();
        await Task.Yield();
        Await.Until(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return !block.IsAlive;
            },
            "the block is collected");
        Assert.IsGreaterThan(0, threads.ThreadCount);
        threads.End();
    }

    [TestMethod]
    [DynamicData(nameof(Matrix))]
    public async Task Output_OfTwoProducers_KeepsEachOnesSequence(int capacity, int dop, DelegateKind kind)
    {
        const int Items = 300;
        OrderedTransformBlock<int, int> block = CreateBlock(capacity, dop, kind);
        List<int> outputs = [];
        var sink = new ActionBlock<int>(outputs.Add, new ExecutionDataflowBlockOptions { BoundedCapacity = 2 });
        block.LinkTo(sink, new DataflowLinkOptions { PropagateCompletion = true });

        await Await.Ends(Task.WhenAll(Enumerable.Range(0, 2).Select(producer => Task.Run(async () =>
        {
            for (int number = 0; number < Items; number++)
            {
                Assert.IsTrue(await block.SendAsync((producer * Items) + number));
            }
        }))));
        block.Complete();
        await Await.Ends(sink.Completion);

        foreach (int producer in Enumerable.Range(0, 2))
        {
            CollectionAssert.AreEqual(
                Enumerable.Range(producer * Items, Items).ToArray(),
                outputs.Where(output => output / Items == producer).ToArray());
        }

        Assert.HasCount(2 * Items, outputs);
    }

    // The delegate of the item behind many cheap ones waits until the output before it has been received: releases that were
    // put off must come, though the delegate has the only thread on which they were to be done.
    [TestMethod]
    [DataRow(1, WorkerThreadMode.Dedicated)]
    [DataRow(2, WorkerThreadMode.Dedicated)]
    [DataRow(1, WorkerThreadMode.Pool)]
    [DataRow(2, WorkerThreadMode.Pool)]
    public async Task Delegate_ThatWaitsForTheOutputBeforeIt_GetsIt(int dop, WorkerThreadMode workerThreads)
    {
        const int Items = 2010;
        OrderedBlockOptions options = Options(dop);
        options.WorkerThreadMode = workerThreads;
        var received = new Log<int>();
        var block = new OrderedTransformBlock<int, int>(
            item =>
            {
                if (item >= 2000)
                {
                    received.WaitForCount(item);
                }

                return item;
            },
            options);
        var target = new ActionBlock<int>(received.Add);
        block.LinkTo(target, new DataflowLinkOptions { PropagateCompletion = true });
        foreach (int item in Enumerable.Range(0, Items))
        {
            Assert.IsTrue(block.Post(item));
        }

        block.Complete();
        await Await.Ends(target.Completion);
        CollectionAssert.AreEqual(Enumerable.Range(0, Items).ToArray(), received.Entries);
    }

    private static OrderedBlockOptions Options(int dop, int capacity = DataflowBlockOptions.Unbounded) => new()
    {
        WorkerThreadMode = WorkerThreadMode.Dedicated,
        MaxDegreeOfParallelism = dop,
        BoundedCapacity = capacity,
    };

    private static DedicatedThreads ThreadsOf<TInput, TOutput>(OrderedTransformBlock<TInput, TOutput> block) =>
        (DedicatedThreads)block.Scheduler;

    private static OrderedTransformBlock<int, int> CreateBlock(int capacity, int dop, DelegateKind kind) => kind switch
    {
        DelegateKind.Synchronous => new OrderedTransformBlock<int, int>(static item => item, Options(dop, capacity)),
        DelegateKind.Asynchronous => new OrderedTransformBlock<int, int>(
            static async item =>
            {
                await Task.Yield();
                return item;
            },
            Options(dop, capacity)),
        _ => new OrderedTransformBlock<int, int>(
            static async (item, _) =>
            {
                if (item % 3 == 0)
                {
                    await Task.Yield();
                }

                return item;
            },
            Options(dop, capacity)),
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<(WeakReference Block, DedicatedThreads Threads)> CreateAndUse()
    {
        var block = new OrderedTransformBlock<int, int>(static item => item, Options(dop: 2));
        foreach (int item in Enumerable.Range(0, 100))
        {
            block.Post(item);
        }

        foreach (int item in Enumerable.Range(0, 100))
        {
            Assert.AreEqual(item, await Await.Ends(block.ReceiveAsync()));
        }

        return (new WeakReference(block), ThreadsOf(block));
    }
}
