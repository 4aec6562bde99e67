using System.Runtime.CompilerServices;
using OrderedBlocks.Tests.Support;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Context;

/// <summary>
/// A living block keeps no context of an item that has left, whatever way it went, and allocates nothing for those it has. By
/// themselves: others would allocate beside them.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class ContextRetentionTests
{
    private static readonly AsyncLocal<object?> s_value = new();

    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    [DataRow(DataflowBlockOptions.Unbounded)]
    public void Items_ThatWereReceived_LeaveNothing(int capacity)
    {
        var block = new OrderedTransformBlock<int, int>(static item => item, Senders.Options(capacity));
        AssertCollected(PassMany(block, 600));
        GC.KeepAlive(block);
    }

    [TestMethod]
    public void Items_WithAPendingTask_LeaveNothing()
    {
        var block = new OrderedTransformBlock<int, int>(
            static async item =>
            {
                await Task.Yield();
                return item;
            },
            Senders.Options());
        AssertCollected(PassMany(block, 100));
        GC.KeepAlive(block);
    }

    [TestMethod]
    [DataRow(512)]
    [DataRow(DataflowBlockOptions.Unbounded)]
    public void Items_TakenManyAtATime_LeaveNothing(int capacity)
    {
        const int Items = 400;
        var block = new OrderedTransformBlock<int, int>(static item => item, Senders.Options(capacity));
        WeakReference[] contexts = [.. Enumerable.Range(0, Items).Select(item => Post(block, item))];
        Wait.Until(() => block.OutputCount == Items, "The outputs are not there.");
        Assert.AreEqual(100, block.TryReceiveRange(new int[100]));
        Assert.IsTrue(block.TryReceiveAll(out IList<int>? rest));
        CollectionAssert.AreEqual(Enumerable.Range(100, Items - 100).ToArray(), rest.ToArray());
        AssertCollected(contexts);
        GC.KeepAlive(block);
    }

    [TestMethod]
    public void Items_HandedOnToAnotherBlock_LeaveNothing()
    {
        var block = new OrderedTransformBlock<int, int>(static item => item, Senders.Options());
        var next = new OrderedTransformBlock<int, int>(static item => item);
        WeakReference[] contexts = [.. Enumerable.Range(0, 400).Select(item => Post(block, item))];
        Wait.Until(() => block.OutputCount == 400, "The outputs are not there.");
        block.LinkTo(next);
        Wait.Until(() => next.OutputCount == 400, "The outputs have not gone on.");
        AssertCollected(contexts);
        GC.KeepAlive(block);
        GC.KeepAlive(next);
    }

    // Behind a head that stays where it is.
    [TestMethod]
    public void Items_ThatWereDropped_LeaveNothing()
    {
        var gate = new Gate();
        var block = new OrderedTransformBlock<int, int>(
            item => item == 0 ? gate.Run(item) : throw new OperationCanceledException(), Senders.Options());
        WeakReference first = Post(block, 0);
        WeakReference[] dropped = [.. Enumerable.Range(1, 100).Select(item => Post(block, item))];
        Wait.Until(() => block.Statistics.CanceledItems == 100, "They are not dropped.");
        AssertCollected(dropped);

        gate.OpenAll();
        Wait.Until(() => block.OutputCount == 1, "The first is not there.");
        Assert.IsTrue(first.IsAlive);
        Assert.IsTrue(block.TryReceive(null, out _));
        AssertCollected(first);
        GC.KeepAlive(block);
    }

    // One in work, others queued, one completed behind the head, and a sender that waits.
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task BlockThatIsAbandoned_LeavesNothing(bool faults)
    {
        using var cancellation = new CancellationTokenSource();
        var gate = new Gate();
        OrderedBlockOptions options = Senders.Options(capacity: 4);
        options.CancellationToken = cancellation.Token;
        var block = new OrderedTransformBlock<int, int>(gate.Run, options);
        WeakReference[] contexts = [.. Enumerable.Range(0, 4).Select(item => Post(block, item)), Send(block)];
        gate.WaitForStarts(2);
        gate.Open(1);
        gate.WaitForStarts(3);
        if (faults)
        {
            block.Fault(new InvalidOperationException());
        }
        else
        {
            await cancellation.CancelAsync();
        }

        gate.OpenAll();
        await block.Completion.ToEnd();
        AssertCollected(contexts);
        GC.KeepAlive(block);
    }

    [TestMethod]
    public async Task BlockWhoseDelegateFailed_LeavesNothing()
    {
        var block = new OrderedTransformBlock<int, int>(
            static item => item == 1 ? throw new InvalidOperationException() : item, Senders.Options());
        WeakReference[] contexts = [Post(block, 0), Post(block, 1)];
        await block.Completion.ToEnd();
        AssertCollected(contexts);
        GC.KeepAlive(block);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Items_ThatWereConsumed_LeaveNothing(bool isSynchronous)
    {
        OrderedActionBlock<int, int> block = isSynchronous
            ? new(static item => item, static _ => { }, Senders.Options())
            : new(static item => item, static async _ => await Task.Yield(), Senders.Options());
        WeakReference[] contexts = [.. Enumerable.Range(0, 100).Select(item => Post(block, item))];
        Wait.Until(() => block.Statistics.Released == 100, "They are not consumed.");
        AssertCollected(contexts);
        GC.KeepAlive(block);
    }

    [TestMethod]
    public void Post_InOneContext_AllocatesNothingForAnItem()
    {
        const int Items = 50_000;
        var block = new OrderedTransformBlock<object, object>(static item => item, Senders.Options(capacity: 64));
        object item = new();
        void Run()
        {
            for (int number = 0; number < Items; number++)
            {
                Assert.IsTrue(block.Post(item));
                var wait = default(SpinWait);
                while (!block.TryReceive(out _))
                {
                    // Gives way on a machine with one core, where the worker could not run otherwise.
                    wait.SpinOnce(sleep1Threshold: -1);
                }
            }
        }

        s_value.Value = new object();
        Allocations.AreBelow(Items / 10, Run);
        s_value.Value = null;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] PassMany(OrderedTransformBlock<int, int> block, int count)
    {
        List<WeakReference> contexts = [];
        for (int item = 0; item < count; item++)
        {
            contexts.Add(Post(block, item));
            int output = -1;
            Wait.Until(() => block.TryReceive(null, out output), "The output is not there.");
            Assert.AreEqual(item, output);
        }

        return [.. contexts];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Post(ITargetBlock<int> block, int item)
    {
        object value = new();
        s_value.Value = value;
        Assert.IsTrue(block.Post(item));
        s_value.Value = null;
        return new WeakReference(value);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Send(ITargetBlock<int> block)
    {
        object value = new();
        s_value.Value = value;
        Assert.IsFalse(block.SendAsync(99).IsCompleted);
        s_value.Value = null;
        return new WeakReference(value);
    }

    // Asked until it is true: the last thread to touch an object may still have it in a register.
    private static void AssertCollected(params WeakReference[] contexts) => Wait.Until(
        () =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return contexts.All(static context => !context.IsAlive);
        },
        "Something is still held.");
}
