using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance;

/// <summary>Section C: items that are accepted and whose result never comes out.</summary>
[TestClass]
public abstract class DroppedItemConformance<TSubject> : BlockConformance<TSubject>
    where TSubject : BlockSubject, new()
{
    /// <summary>C5: a canceled item is dropped, and nothing else.</summary>
    [TestMethod]
    public async Task Delegate_IsCanceled_DropsTheItem()
    {
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewBlock(gate, Options(room: 4));
        gate.Cancel(2);
        gate.OpenAll();

        PostAll(block, 1, 2, 3);
        block.Complete();

        AssertItems([1, 3], ReceiveMany(block, 2));
        await block.Completion.WithTimeout();
        AssertDropped(1, block);
    }

    /// <summary>C5: so is one whose delegate throws an OperationCanceledException, whatever its token.</summary>
    [TestMethod]
    public async Task Delegate_ThrowsOperationCanceled_DropsTheItem()
    {
        IPropagatorBlock<int, int> block = NewBlock(
            item => item % 2 == 0 ? throw new OperationCanceledException() : item, Options(room: 4));

        PostAll(block, 1, 2, 3, 4);
        block.Complete();

        AssertItems([1, 3], ReceiveMany(block, 2));
        await block.Completion.WithTimeout();
        AssertDropped(2, block);
    }

    /// <summary>C5: an asynchronous delegate may throw it, return a canceled task, or no task at all.</summary>
    [TestMethod]
    public async Task AsyncDelegate_ThrowsOrReturnsCanceledOrNull_DropsTheItem()
    {
        IPropagatorBlock<int, int> block = Subject.Create(
            (int item) => item switch
            {
                2 => null!,
                3 => Task.FromCanceled<int>(new CancellationToken(canceled: true)),
                4 => throw new OperationCanceledException(),
                _ => Task.FromResult(item),
            },
            Options(room: 8));
        PostAll(block, 1, 2, 3, 4, 5);
        block.Complete();

        AssertItems([1, 5], ReceiveMany(block, 2));
        await block.Completion.WithTimeout();
        AssertDropped(3, block);
    }

    /// <summary>C5: a task that is faulted, not canceled, is a failure, even with this exception.</summary>
    [TestMethod]
    public async Task AsyncDelegate_TaskFaultedWithOperationCanceled_FaultsTheBlock()
    {
        var canceled = new OperationCanceledException();
        IPropagatorBlock<int, int> block = Subject.Create((int _) => Task.FromException<int>(canceled), Options());

        PostAll(block, 1);

        await AssertFaulted(block.Completion, canceled);
    }

    /// <summary>C5: what Fault discards is counted as well: running, queued and waiting for an earlier one.</summary>
    [TestMethod]
    public async Task Fault_ItemsEverywhere_AreCountedAsDropped()
    {
        var reason = new InvalidOperationException("Enough.");
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewBlock(gate, Options(room: 8, parallelism: 2));
        PostAll(block, 1, 2, 3, 4, 5);
        gate.Open(2);
        gate.WaitForStarts(3);

        block.Fault(reason);
        gate.OpenAll();

        await AssertFaulted(block.Completion, reason);
        AssertItems([1, 2, 3], gate.Started.Order());
        AssertDropped(5, block);
    }

    private void AssertDropped(long expected, IPropagatorBlock<int, int> block)
    {
        if (Subject.CountsDroppedItems)
        {
            Assert.AreEqual(expected, Subject.LostCount(block));
        }
    }
}
