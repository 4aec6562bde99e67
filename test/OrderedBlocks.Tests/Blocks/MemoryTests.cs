using System.Runtime.CompilerServices;
using OrderedBlocks.Tests.Support;

namespace OrderedBlocks.Tests.Blocks;

/// <summary>What a living block keeps alive, and what it allocates. By themselves: others would allocate beside them.</summary>
[TestClass]
[DoNotParallelize]
public sealed class MemoryTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    [DataRow(DataflowBlockOptions.Unbounded)]
    public async Task Block_ThatHasHandedOn_KeepsNeitherInputNorOutput(int capacity)
    {
        var block = new OrderedTransformBlock<object, object>(
            static _ => new object(),
            new ExecutionDataflowBlockOptions { BoundedCapacity = capacity, MaxDegreeOfParallelism = 2 });

        WeakReference[] items = await Pass(block, rounds: 600);

        await AssertCollected(items);
        GC.KeepAlive(block);
    }

    [TestMethod]
    public async Task Block_ThatHasDropped_KeepsNothing()
    {
        var block = new OrderedTransformBlock<object, object>(static _ => throw new OperationCanceledException());
        WeakReference input = PostOne(block);
        Await.Until(() => block.Statistics.Dropped == 1, "dropped");
        await AssertCollected(input);

        block.Fault(new InvalidOperationException());
        await Await.EndsSomehow(block.Completion);
        GC.KeepAlive(block);
    }

    [TestMethod]
    public async Task Block_ThatIsFaulted_KeepsNeitherQueueNorOutput()
    {
        using var gate = new ManualResetEventSlim();
        int started = 0;
        var block = new OrderedTransformBlock<object, object>(item =>
        {
            if (Interlocked.Increment(ref started) == 2)
            {
                gate.Wait(Await.Limit);
            }

            return item;
        });
        WeakReference[] items = [PostOne(block), PostOne(block), PostOne(block), PostOne(block)];
        Await.Until(() => Volatile.Read(ref started) == 2, "the second is being transformed");
        block.Fault(new InvalidOperationException());
        gate.Set();
        await Await.EndsSomehow(block.Completion);

        Assert.AreEqual(4, block.Statistics.Dropped);
        await AssertCollected(items);
        GC.KeepAlive(block);
    }

    [TestMethod]
    public async Task Link_ThatIsGone_DoesNotKeepItsTarget()
    {
        var block = new OrderedTransformBlock<int, int>(static item => item);
        WeakReference target = LinkAndUnlink(block);
        block.Post(1);
        Assert.AreEqual(1, await Await.Ends(block.ReceiveAsync()));
        await AssertCollected(target);
        GC.KeepAlive(block);
    }

    [TestMethod]
    public async Task Token_ThatOutlivesTheBlock_DoesNotKeepIt()
    {
        using var source = new CancellationTokenSource();
        WeakReference block = await CreateAndComplete(source.Token);
        await AssertCollected(block);
    }

    [TestMethod]
    public void Post_ToABoundedBlock_AllocatesNothingForAnItem()
    {
        const int Items = 50_000;
        var block = new OrderedTransformBlock<object, object>(
            static item => item,
            new ExecutionDataflowBlockOptions { BoundedCapacity = 64, MaxDegreeOfParallelism = 2 });
        object item = new();
        void Run(int count)
        {
            for (int number = 0; number < count; number++)
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

        Allocations.AreBelow(Items / 10, () => Run(Items));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference[]> Pass(OrderedTransformBlock<object, object> block, int rounds)
    {
        List<WeakReference> items = [];
        for (int round = 0; round < rounds; round++)
        {
            object input = new();
            await block.SendAsync(input);
            object output = await Await.Ends(block.ReceiveAsync());
            items.Add(new WeakReference(input));
            items.Add(new WeakReference(output));
        }

        return [.. items];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference PostOne(ITargetBlock<object> block)
    {
        object item = new();
        Assert.IsTrue(block.Post(item));
        return new WeakReference(item);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference LinkAndUnlink(ISourceBlock<int> block)
    {
        var target = new BufferBlock<int>();
        block.LinkTo(target).Dispose();
        return new WeakReference(target);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> CreateAndComplete(CancellationToken token)
    {
        var block = new OrderedTransformBlock<int, int>(
            static item => item, new ExecutionDataflowBlockOptions { CancellationToken = token });
        block.Complete();
        await Await.Ends(block.Completion);
        return new WeakReference(block);
    }

    // Asked until it is true: the last thread to touch an object may still have it in a register.
    private static async Task AssertCollected(params WeakReference[] items)
    {
        // Off the stack of the method that made the items: it may be the one that resumes the test.
        await Task.Yield();
        Await.Until(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return items.All(static item => !item.IsAlive);
            },
            "everything is let go");
    }
}
