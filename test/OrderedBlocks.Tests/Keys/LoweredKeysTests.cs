using OrderedBlocks.Tests.Support;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Keys;

/// <summary>
/// The parallelism of a block with keys is lowered, or the block paused, while there is a backlog: what a worker above the limit has put
/// back is started later, once, in its key's order. All that the block does is done on the test's thread.
/// </summary>
[TestClass]
public sealed class LoweredKeysTests
{
    private const int Keys = 4;
    private const int Items = 10 * Keys;

    private readonly ManualScheduler _scheduler = new();
    private readonly Dictionary<int, TaskCompletionSource<int>> _running = [];
    private readonly List<int> _started = [];

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public async Task Items_PutBack_AreStartedOnceAndInOrder(int degree)
    {
        OrderedTransformBlock<int, int> block = Create();
        block.DegreeOfParallelism = degree;
        for (int running = Keys; running > degree; running--)
        {
            Assert.HasCount(running, _running);
            Assert.HasCount(Keys, _started);
            EndLast();
        }

        Assert.HasCount(Math.Max(degree, 0), _running);
        Assert.AreEqual(Items - Keys, block.Statistics.Queued);
        block.DegreeOfParallelism = Keys;
        _scheduler.RunAll();
        Assert.HasCount(Keys, _running);
        await AssertEnds(block);
    }

    [TestMethod]
    public async Task Degree_LoweredAndRaisedAgainAndAgain_LosesNothing()
    {
        OrderedTransformBlock<int, int> block = Create();
        for (int degree = Keys; _started.Count < Items; degree = (degree + 3) % (Keys + 1))
        {
            int most = Math.Max(_running.Count, degree);
            block.DegreeOfParallelism = degree;
            _scheduler.RunAll();
            Assert.IsLessThanOrEqualTo(most, _running.Count);
            if (_running.Count > 0)
            {
                EndLast();
            }
            else
            {
                block.DegreeOfParallelism = 1;
                _scheduler.RunAll();
            }
        }

        block.DegreeOfParallelism = Keys;
        await AssertEnds(block);
    }

    private OrderedTransformBlock<int, int> Create()
    {
        var block = new OrderedTransformBlock<int, int>(
            item =>
            {
                _started.Add(item);
                return (_running[item] = new TaskCompletionSource<int>()).Task;
            },
            new OrderedBlockOptions<int, int>
            {
                KeySelector = static item => item % Keys,
                MaxDegreeOfParallelism = Keys,
                TaskScheduler = _scheduler,
            });
        for (int item = 0; item < Items; item++)
        {
            block.Post(item);
        }

        _scheduler.RunAll();
        Assert.HasCount(Keys, _running);
        return block;
    }

    private void EndLast()
    {
        int item = _running.Keys.Max();
        Assert.IsTrue(_running.Remove(item, out TaskCompletionSource<int>? task));
        task.SetResult(item);
        _scheduler.RunAll();
    }

    private async Task AssertEnds(OrderedTransformBlock<int, int> block)
    {
        block.Complete();
        while (_running.Count > 0)
        {
            EndLast();
        }

        for (int key = 0; key < Keys; key++)
        {
            int[] ofKey = [.. _started.Where(item => item % Keys == key)];
            CollectionAssert.AreEqual(Enumerable.Range(0, Items / Keys).Select(turn => (turn * Keys) + key).ToArray(), ofKey);
        }

        for (int item = 0; item < Items; item++)
        {
            Assert.IsTrue(block.TryReceive(out int output));
            Assert.AreEqual(item, output);
            _scheduler.RunAll();
        }

        await Await.Ends(block.Completion);
        KeyedBlocks.AssertAtRest(block);
    }
}
