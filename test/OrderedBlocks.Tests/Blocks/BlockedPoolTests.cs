using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Blocks;

/// <summary>
/// Blocks on threads of their own while every thread of the pool is blocked. By themselves: whatever else ran would stand
/// still. Nothing is awaited in them, for the same reason.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class BlockedPoolTests
{
    private static readonly DataflowLinkOptions s_propagate = new() { PropagateCompletion = true };

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void Items_AllTheWay_ComeOutInOrderAndTheBlockEnds(int dop)
    {
        const int Items = 5000;
        using var pool = new BlockedPool();
        var block = new OrderedTransformBlock<int, int>(static item => item, Options(dop));
        var target = new ScriptedTarget();
        block.LinkTo(target, s_propagate);
        foreach (int item in Enumerable.Range(0, Items))
        {
            Assert.IsTrue(block.Post(item));
        }

        CollectionAssert.AreEqual(Enumerable.Range(0, Items).ToArray(), target.WaitForTaken(Items));
        block.Complete();
        Assert.IsNull(Outcome(target));
        Assert.IsTrue(block.Completion.IsCompletedSuccessfully);
        pool.AssertNothingGotThrough();
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void Delegate_ThatWaitsForTheOutputBeforeIt_GetsIt(int dop)
    {
        const int Items = 2010;
        using var pool = new BlockedPool();
        var target = new ScriptedTarget();
        var block = new OrderedTransformBlock<int, int>(
            item =>
            {
                if (item >= 2000)
                {
                    target.WaitForTaken(item);
                }

                return item;
            },
            Options(dop));
        block.LinkTo(target);
        foreach (int item in Enumerable.Range(0, Items))
        {
            Assert.IsTrue(block.Post(item));
        }

        CollectionAssert.AreEqual(Enumerable.Range(0, Items).ToArray(), target.WaitForTaken(Items));
        block.Complete();
        pool.AssertNothingGotThrough();
    }

    // The sources that wait are asked by the block, on its own threads, when an output is taken from outside.
    [TestMethod]
    public void Messages_ThatWait_AreFetched()
    {
        using var pool = new BlockedPool();
        var block = new OrderedTransformBlock<int, int>(static item => item, Options(dop: 1, capacity: 1));
        var calls = new Log<string>();
        var first = new ScriptedSource("first", calls);
        var second = new ScriptedSource("second", calls);
        Assert.IsTrue(block.Post(1));
        Wait.Until(() => block.OutputCount == 1, "The first is not done.");
        Assert.AreEqual(DataflowMessageStatus.Postponed, first.Offer(block, id: 1, value: 2));
        Assert.AreEqual(DataflowMessageStatus.Postponed, second.Offer(block, id: 1, value: 3));

        foreach (int expected in Enumerable.Range(1, 3))
        {
            int item = 0;
            Wait.Until(() => block.TryReceive(null, out item), "There is no output.");
            Assert.AreEqual(expected, item);
        }

        Assert.AreEqual("first: consume 1, second: consume 1", string.Join(", ", calls.WaitForCount(2)));
        block.Complete();
        Wait.Until(() => block.Completion.IsCompletedSuccessfully, "The block does not end.");
        pool.AssertNothingGotThrough();
    }

    // Dataflow ends the task of a SendAsync that had to wait on the pool. The message is in all the same.
    [TestMethod]
    public void SendAsync_ThatHadToWait_IsInBeforeItsTaskEnds()
    {
        Task<bool> sent;
        using (var pool = new BlockedPool())
        {
            var block = new OrderedTransformBlock<int, int>(static item => item, Options(dop: 1, capacity: 1));
            Assert.IsTrue(block.SendAsync(1).IsCompletedSuccessfully);
            sent = block.SendAsync(2);
            foreach (int expected in Enumerable.Range(1, 2))
            {
                int item = 0;
                Wait.Until(() => block.TryReceive(null, out item), "There is no output.");
                Assert.AreEqual(expected, item);
            }

            Assert.IsFalse(sent.IsCompleted);
            block.Complete();
            pool.AssertNothingGotThrough();
        }

        Assert.IsTrue(sent.Wait(Wait.Limit));
        Assert.IsTrue(sent.Result);
    }

    // The timer: results of cheap items that were put off come out though the next item holds the worker up.
    [TestMethod]
    public void Results_PutOffByAWorkerThatIsHeldUp_ComeOut()
    {
        const int Cheap = 3000;
        using var pool = new BlockedPool();
        using var gate = new ManualResetEventSlim();
        var block = new OrderedTransformBlock<int, int>(
            item =>
            {
                if (item == Cheap)
                {
                    Wait.ForEvent(gate);
                }

                return item;
            },
            Options(dop: 1));
        foreach (int item in Enumerable.Range(0, Cheap + 1))
        {
            block.Post(item);
        }

        var target = new ScriptedTarget();
        block.LinkTo(target);
        CollectionAssert.AreEqual(Enumerable.Range(0, Cheap).ToArray(), target.WaitForTaken(Cheap));
        gate.Set();
        target.WaitForTaken(Cheap + 1);
        block.Complete();
        pool.AssertNothingGotThrough();
    }

    // However its task lets continuations run: on the spot, or not; and whether it ends before or after the block asks.
    [TestMethod]
    [DataRow(TaskCreationOptions.None)]
    [DataRow(TaskCreationOptions.RunContinuationsAsynchronously)]
    public void Tasks_OfTheDelegate_EndedByAThreadOfItsOwn_GoOn(TaskCreationOptions creation)
    {
        const int Items = 2000;
        using var pool = new BlockedPool();
        var pending = new Log<TaskCompletionSource<int>>();
        var block = new OrderedTransformBlock<int, int>(
            item =>
            {
                var source = new TaskCompletionSource<int>(item, creation);
                pending.Add(source);
                return source.Task;
            },
            Options(dop: 2));
        var target = new ScriptedTarget();
        block.LinkTo(target, s_propagate);
        foreach (int item in Enumerable.Range(0, Items))
        {
            block.Post(item);
        }

        for (int ended = 0; ended < Items;)
        {
            TaskCompletionSource<int>[] sources = pending.WaitForCount(ended + 1);
            for (; ended < sources.Length; ended++)
            {
                sources[ended].SetResult((int)sources[ended].Task.AsyncState!);
            }
        }

        CollectionAssert.AreEqual(Enumerable.Range(0, Items).ToArray(), target.WaitForTaken(Items));
        block.Complete();
        Assert.IsNull(Outcome(target));
        pool.AssertNothingGotThrough();
    }

    // What the delegate awaits goes on on the block's threads.
    [TestMethod]
    [DataRow(1, false)]
    [DataRow(2, false)]
    [DataRow(1, true)]
    [DataRow(2, true)]
    public void Delegates_ThatAwait_GoOn(int dop, bool consumes)
    {
        const int Items = 2000;
        using var pool = new BlockedPool();
        var target = new ScriptedTarget();
        var consumed = new Log<int>();
        var yields = new OrderedTransformBlock<int, int>(YieldAsync, Options(dop));
        var consuming = new OrderedActionBlock<int, int>(YieldAsync, async item => consumed.Add(await YieldAsync(item)), Options(dop));
        yields.LinkTo(target, s_propagate);
        ITargetBlock<int> block = consumes ? consuming : yields;
        foreach (int item in Enumerable.Range(0, Items))
        {
            Assert.IsTrue(block.Post(item));
        }

        CollectionAssert.AreEqual(
            Enumerable.Range(0, Items).ToArray(), consumes ? consumed.WaitForCount(Items) : target.WaitForTaken(Items));
        block.Complete();
        Wait.Until(() => block.Completion.IsCompletedSuccessfully, "The block does not end.");
        pool.AssertNothingGotThrough();

        static async Task<int> YieldAsync(int item)
        {
            await Task.Yield();
            await Task.Yield();
            return item;
        }
    }

    // All workers wait for their token's callback, which the pool would run.
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Fault_WhileDelegatesWaitForTheirToken_EndsTheBlock(bool cancel)
    {
        using var pool = new BlockedPool();
        using var cancellation = new CancellationTokenSource();
        OrderedBlockOptions options = Options(dop: 2, capacity: 3);
        options.CancellationToken = cancellation.Token;
        using var started = new CountdownEvent(2);
        var block = new OrderedTransformBlock<int, int>(
            (item, token) =>
            {
                using var fired = new ManualResetEventSlim();
                using CancellationTokenRegistration registration = token.Register(fired.Set);
                started.Signal();
                Wait.ForEvent(fired);
                return ValueTask.FromResult(item);
            },
            options);
        var target = new ScriptedTarget();
        block.LinkTo(target, s_propagate);
        foreach (int item in Enumerable.Range(1, 3))
        {
            Assert.IsTrue(block.Post(item));
        }

        var waiting = new ScriptedSource();
        Assert.AreEqual(DataflowMessageStatus.Postponed, waiting.Offer(block, id: 1, value: 4));
        Assert.IsTrue(started.Wait(Wait.Limit));

        var reason = new InvalidOperationException();
        if (cancel)
        {
            cancellation.Cancel();
            Assert.IsNull(Outcome(target));
            Assert.IsTrue(block.Completion.IsCanceled);
        }
        else
        {
            block.Fault(reason);
            Assert.AreSame(reason, ((AggregateException)Outcome(target)!).InnerException);
            Assert.IsTrue(block.Completion.IsFaulted);
        }

        // What was running when the block was told to end may still come out.
        int[] taken = target.Taken;
        CollectionAssert.AreEqual(Enumerable.Range(1, taken.Length).ToArray(), taken);
        Assert.IsLessThanOrEqualTo(2, taken.Length);
        Assert.AreEqual("source: reserve 1, source: release 1", string.Join(", ", waiting.Calls.WaitForCount(2)));
        pool.AssertNothingGotThrough();
    }

    private static OrderedBlockOptions Options(int dop, int capacity = DataflowBlockOptions.Unbounded) => new()
    {
        WorkerThreadMode = WorkerThreadMode.Dedicated,
        MaxDegreeOfParallelism = dop,
        BoundedCapacity = capacity,
    };

    // How the target was told that its source has ended.
    private static Exception? Outcome(ScriptedTarget target)
    {
        Assert.IsTrue(target.Ended.Wait(Wait.Limit), "The target was not told of the end.");
        return target.Ended.Result;
    }
}
