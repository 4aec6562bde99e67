using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;
using static OrderedBlocks.Tests.Blocks.Actions.ActionBlocks;

namespace OrderedBlocks.Tests.Blocks.Actions;

/// <summary>
/// Action blocks on threads of their own, while every thread of the pool is blocked. By themselves: whatever else ran would
/// stand still. Nothing is awaited in them, for the same reason.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class DedicatedThreadsTests
{
    private readonly Log<int> _consumed = new();
    private readonly Log<string> _threads = new();

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void Consume_PoolIsBlocked_RunsOnTheBlocksThreads(int dop)
    {
        const int Items = 3000;
        using var pool = new BlockedPool();
        var block = new OrderedActionBlock<int, int>(static item => item, Note, Options(dop));

        PostFromOne(block, Items);
        block.Complete();

        AssertItems(Enumerable.Range(1, Items), _consumed.WaitForCount(Items));
        AssertEnds(block);
        pool.AssertNothingGotThrough();
    }

    // The tasks are ended by a thread of the test's.
    [TestMethod]
    [DataRow(1, DelegateShape.Task)]
    [DataRow(2, DelegateShape.ValueTaskWithToken)]
    public void Consume_TasksThatEndElsewhere_GoOnOnTheBlocksThreads(int dop, DelegateShape shape)
    {
        const int Items = 200;
        using var pool = new BlockedPool();
        var ends = new Log<TaskCompletionSource>();
        OrderedActionBlock<int, int> block = Create(
            DelegateShape.Synchronous,
            shape,
            static item => Task.FromResult(item),
            result =>
            {
                var end = new TaskCompletionSource();
                Note(result);
                ends.Add(end);
                return end.Task;
            },
            Options(dop));

        PostFromOne(block, Items);
        block.Complete();
        for (int count = 1; count <= Items; count++)
        {
            ends.WaitForCount(count)[count - 1].SetResult();
        }

        AssertItems(Enumerable.Range(1, Items), _consumed.Entries);
        AssertEnds(block);
        pool.AssertNothingGotThrough();
    }

    [TestMethod]
    public void Fault_PoolIsBlockedAndConsumeIsPending_EndsWithIt()
    {
        using var pool = new BlockedPool();
        var end = new TaskCompletionSource();
        var block = new OrderedActionBlock<int, int>(
            static item => item,
            result =>
            {
                _consumed.Add(result);
                return end.Task;
            },
            Options(dop: 1));
        PostFromOne(block, 3);
        _consumed.WaitForCount(1);

        block.Fault(new InvalidOperationException());
        Assert.IsFalse(block.Completion.IsCompleted);
        end.SetResult();

        Wait.Until(() => block.Completion.IsFaulted, "The block does not end.");
        AssertItems([1], _consumed.Entries);
        Assert.AreEqual(new() { Admitted = 3, Released = 1, DroppedByFault = 2 }, block.Statistics);
        pool.AssertNothingGotThrough();
    }

    private static OrderedBlockOptions Options(int dop) =>
        new() { WorkerThreadMode = WorkerThreadMode.Dedicated, MaxDegreeOfParallelism = dop, NameFormat = "writer" };

    private void Note(int result)
    {
        _threads.Add(Thread.CurrentThread.Name ?? "");
        _consumed.Add(result);
    }

    private void AssertEnds(OrderedActionBlock<int, int> block)
    {
        Wait.Until(() => block.Completion.IsCompletedSuccessfully, "The block does not end.");
        Assert.IsTrue(_threads.Entries.All(static name => name.StartsWith("writer #", StringComparison.Ordinal)));
    }
}
