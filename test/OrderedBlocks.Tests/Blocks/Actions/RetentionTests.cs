using System.Runtime.CompilerServices;
using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.Support;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Blocks.Actions;

/// <summary>What a living action block keeps alive, and what it allocates. By themselves: others would allocate beside them.</summary>
[TestClass]
[DoNotParallelize]
public sealed class RetentionTests
{
    [TestMethod]
    [DataRow(1, DelegateShape.Synchronous)]
    [DataRow(4, DelegateShape.Synchronous)]
    [DataRow(4, DelegateShape.Task)]
    [DataRow(4, DelegateShape.ValueTaskWithToken)]
    [DataRow(DataflowBlockOptions.Unbounded, DelegateShape.Task)]
    public void Block_ThatHasConsumed_KeepsNeitherInputNorResult(int capacity, DelegateShape shape)
    {
        OrderedBlockOptions options = ActionBlocks.Options(capacity, dop: 2);
        OrderedActionBlock<object, object> block = shape switch
        {
            DelegateShape.Synchronous => new(static _ => new object(), static _ => { }, options),
            DelegateShape.Task => new(static _ => new object(), static async _ => await Task.Yield(), options),
            _ => new(static _ => new object(), static async (_, _) => await Task.Yield(), options),
        };

        AssertCollected(SendMany(block, 300));
        GC.KeepAlive(block);
    }

    // The last result is the one that a pending call might leave behind.
    [TestMethod]
    public async Task Block_ThatHasFailed_KeepsNothing()
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var block = new OrderedActionBlock<object, object>(static item => item, _ => end.Task);
        WeakReference[] items = SendMany(block, 3);

        end.SetException(new InvalidOperationException());
        await block.Completion.ToEnd();

        AssertCollected(items);
        GC.KeepAlive(block);
    }

    [TestMethod]
    public void Token_ThatOutlivesTheBlock_DoesNotKeepIt()
    {
        using var source = new CancellationTokenSource();
        AssertCollected(CreateAndComplete(source.Token));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(64)]
    public void Post_SynchronousDelegates_AllocatesNothingForAnItem(int capacity)
    {
        const int Items = 50_000;
        long consumed = 0;
        var block = new OrderedActionBlock<object, object>(
            static item => item,
            _ => Volatile.Write(ref consumed, consumed + 1),
            ActionBlocks.Options(capacity, dop: 2));
        object item = new();
        void Run(int count)
        {
            long goal = Volatile.Read(ref consumed) + count;
            var wait = default(SpinWait);
            for (int number = 0; number < count;)
            {
                if (block.Post(item))
                {
                    number++;
                }
                else
                {
                    // Gives way on a machine with one core, where the worker could not run otherwise.
                    wait.SpinOnce(sleep1Threshold: -1);
                }
            }

            while (Volatile.Read(ref consumed) < goal)
            {
                wait.SpinOnce(sleep1Threshold: -1);
            }

            Assert.AreEqual(goal, consumed);
        }

        Allocations.AreBelow(Items / 10, () => Run(Items));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] SendMany(OrderedActionBlock<object, object> block, int count)
    {
        List<WeakReference> items = [];
        for (int number = 0; number < count; number++)
        {
            object item = new();
            Assert.IsTrue(block.SendAsync(item).WithTimeout().GetAwaiter().GetResult());
            items.Add(new WeakReference(item));
        }

        return [.. items];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference CreateAndComplete(CancellationToken token)
    {
        var block = new OrderedActionBlock<int, int>(
            static item => item, static _ => { }, ActionBlocks.Options(token: token));
        Assert.IsTrue(block.Post(1));
        block.Complete();
        block.Completion.WithTimeout().GetAwaiter().GetResult();
        return new WeakReference(block);
    }

    // Asked until it is true: the last thread to touch an object may still have it in a register.
    private static void AssertCollected(params WeakReference[] items) => Wait.Until(
        () =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return items.All(static item => !item.IsAlive);
        },
        "Something is still held.");
}
