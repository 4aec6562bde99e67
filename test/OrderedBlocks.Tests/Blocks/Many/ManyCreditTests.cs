using OrderedBlocks.OneToMany;
using OrderedBlocks.Tests.Support;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Blocks.Many;

/// <summary>The credits of outputs ahead of the head: in the end each has been given back once.</summary>
[TestClass]
public sealed class ManyCreditTests
{
    private const int Share = 10;
    private const int Capacity = 30;

    private readonly ManualScheduler _scheduler = new();
    private readonly TaskCompletionSource<IEnumerable<int>> _head = new();

    // Five outputs take credits for one, one, two and four: three of them are left over.
    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(5)]
    [DataRow(7)]
    [DataRow(Share)]
    public async Task Credits_OfItemsBehindTheHead_AreThereAgainInTheEnd(int outputs)
    {
        OrderedTransformManyBlock<int, int> block = Create(item => Task.FromResult(Enumerable.Range(item * 100, outputs)));
        block.Post(0);
        block.Post(1);
        _scheduler.RunAll();
        Assert.AreEqual(Capacity - Share - outputs, BudgetOf(block).Free);
        block.Post(2);
        _scheduler.RunAll();
        Assert.AreEqual(Capacity - Share - (2 * outputs), BudgetOf(block).Free);
        Assert.IsTrue(outputs == 0 || !BudgetOf(block).IsWhole);

        _head.SetResult([0]);
        block.Complete();
        int[] expected = [0, .. Enumerable.Range(100, outputs), .. Enumerable.Range(200, outputs)];
        AssertComesOut(block, expected);
        await Await.Ends(block.Completion);
        Assert.AreEqual(Capacity - Share, BudgetOf(block).Free);
    }

    // The item has credits for eight outputs and fails, or is canceled, behind the fifth.
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Credits_OfAnItemThatEndsBadly_AreThereAgainInTheEnd(bool fails)
    {
        IEnumerable<int> Outputs()
        {
            for (int output = 100; output < 105; output++)
            {
                yield return output;
            }

            throw fails ? new InvalidOperationException() : new OperationCanceledException();
        }

        OrderedTransformManyBlock<int, int> block = Create(
            _ => Task.FromResult(Outputs()), fails ? ItemFailureMode.SkipItem : ItemFailureMode.FaultBlock);
        block.Post(0);
        block.Post(1);
        _scheduler.RunAll();
        _head.SetResult([0]);
        block.Complete();
        AssertComesOut(block, [0, 100, 101, 102, 103, 104]);
        while (fails && block.Failures.TryReceive(out _))
        {
            _scheduler.RunAll();
        }

        await Await.Ends(block.Completion);
        Assert.AreEqual(Capacity - Share, BudgetOf(block).Free);
    }

    // What OutputCount says: the outputs that could be taken one after the other, whatever is ready behind them.
    [TestMethod]
    public async Task OutputCount_WithItemsThatAreReadyBehindOneThatIsNot_CountsThoseBeforeIt()
    {
        TaskCompletionSource<IEnumerable<int>>[] items = [new(), new(), new(), new()];
        OrderedTransformManyBlock<int, int> block = Create(item => items[item - 1].Task);
        for (int item = 0; item <= items.Length; item++)
        {
            block.Post(item);
        }

        _scheduler.RunAll();
        Assert.AreEqual(0, block.OutputCount);
        End(items[1], 200, 201);
        Assert.AreEqual(0, block.OutputCount);
        End(_head, 0, 1, 2);
        Assert.AreEqual(3, block.OutputCount);
        End(items[3], 400);
        Assert.AreEqual(3, block.OutputCount);
        End(items[0]);
        Assert.AreEqual(5, block.OutputCount);
        Assert.IsTrue(block.TryReceive(out _));
        Assert.AreEqual(4, block.OutputCount);
        End(items[2], 300);
        Assert.AreEqual(6, block.OutputCount);
        block.Complete();
        AssertComesOut(block, [1, 2, 200, 201, 300, 400]);
        Assert.AreEqual(0, block.OutputCount);
        await Await.Ends(block.Completion);

        void End(TaskCompletionSource<IEnumerable<int>> item, params int[] outputs)
        {
            item.SetResult(outputs);
            _scheduler.RunAll();
        }
    }

    private static OrderedBlocks.OneToMany.OutputBudget BudgetOf(OrderedTransformManyBlock<int, int> block) =>
        ((ManyTransform<int, int>)block.Core.Transform).Budget;

    private OrderedTransformManyBlock<int, int> Create(
        Func<int, Task<IEnumerable<int>>> outputs,
        ItemFailureMode policy = ItemFailureMode.FaultBlock) => new(
        item => item == 0 ? _head.Task : outputs(item),
        new OrderedBlockOptions
        {
            MaxDegreeOfParallelism = 5,
            OutputCapacity = Capacity,
            OutputCapacityPerItem = Share,
            FailureMode = policy,
            TaskScheduler = _scheduler,
        });

    private void AssertComesOut(OrderedTransformManyBlock<int, int> block, int[] outputs)
    {
        List<int> received = [];
        _scheduler.RunAll();
        while (received.Count < outputs.Length && block.TryReceive(out int output))
        {
            received.Add(output);
            _scheduler.RunAll();
        }

        CollectionAssert.AreEqual(outputs, received);
    }
}
