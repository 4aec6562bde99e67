using System.Diagnostics;
using System.Reflection;
using OrderedBlocks.Tests.TestBlocks;
using static OrderedBlocks.Tests.Blocks.Actions.ActionBlocks;

namespace OrderedBlocks.Tests.Blocks.Actions;

/// <summary>How an action block is made, and what it looks like.</summary>
[TestClass]
public sealed class FormTests
{
    private const BindingFlags AnyInstance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private readonly Log<int> _consumed = new();

    // That this compiles, without a cast, is half of the test.
    [TestMethod]
    public async Task Constructor_LambdasAndMethodGroups_BindToTheFormMeant()
    {
        Func<OrderedActionBlock<int, int>>[] forms =
        [
            () => new(static item => item * 10, _consumed.Add),
            () => new(static item => item * 10, result => _consumed.Add(result)),
            () => new(static item => item * 10, async result => await AddAsync(result)),
            () => new(static item => item * 10, result => AddAsync(result)),
            () => new(static item => item * 10, AddAsync),
            () => new(static item => item * 10, async (result, token) => await AddValueAsync(result, token)),
            () => new(static item => item * 10, AddValueAsync),
            () => new(Produce, _consumed.Add),
            () => new(Produce, AddAsync),
            () => new(Produce, AddValueAsync),
            () => new(static async item => await ProduceAsync(item), _consumed.Add),
            () => new(static async item => await ProduceAsync(item), async result => await AddAsync(result)),
            () => new(static async item => await ProduceAsync(item), async (result, token) => await AddValueAsync(result, token)),
            () => new(static item => Task.FromResult(item * 10), result => _consumed.Add(result)),
            () => new(ProduceAsync, _consumed.Add),
            () => new(ProduceAsync, AddAsync),
            () => new(ProduceAsync, AddValueAsync),
            () => new(static async (item, token) => await ProduceValueAsync(item, token), _consumed.Add),
            () => new(static async (item, token) => await ProduceValueAsync(item, token), async result => await AddAsync(result)),
            () => new(
                static async (item, token) => await ProduceValueAsync(item, token),
                async (result, token) => await AddValueAsync(result, token)),
            () => new(static (item, _) => ValueTask.FromResult(item * 10), result => _consumed.Add(result)),
            () => new(ProduceValueAsync, _consumed.Add),
            () => new(ProduceValueAsync, AddAsync),
            () => new(ProduceValueAsync, AddValueAsync),
        ];
        foreach (Func<OrderedActionBlock<int, int>> form in forms)
        {
            int before = _consumed.Count;
            OrderedActionBlock<int, int> block = form();
            PostFromOne(block, 3);
            block.Complete();
            await block.Completion.WithTimeout();
            AssertItems([10, 20, 30], _consumed.Entries.Skip(before));
        }
    }

    [TestMethod]
    public void Constructor_Nulls_AreNamed()
    {
        Assert.AreEqual("produce", ThrownBy(() => new OrderedActionBlock<int, int>((Func<int, int>)null!, _consumed.Add)));
        Assert.AreEqual("produce", ThrownBy(() => new OrderedActionBlock<int, int>((Func<int, Task<int>>)null!, AddAsync)));
        Assert.AreEqual(
            "produce",
            ThrownBy(() => new OrderedActionBlock<int, int>((Func<int, CancellationToken, ValueTask<int>>)null!, AddValueAsync)));
        Assert.AreEqual("consume", ThrownBy(() => new OrderedActionBlock<int, int>(Produce, (Action<int>)null!)));
        Assert.AreEqual("consume", ThrownBy(() => new OrderedActionBlock<int, int>(ProduceAsync, (Func<int, Task>)null!)));
        Assert.AreEqual(
            "consume",
            ThrownBy(() => new OrderedActionBlock<int, int>(
                ProduceValueAsync, (Func<int, CancellationToken, ValueTask>)null!)));

        static string? ThrownBy(Func<object> create) => Assert.ThrowsExactly<ArgumentNullException>(() => create()).ParamName;
    }

    [TestMethod]
    public void Constructor_EnsureOrderedFalse_IsRefusedByName()
    {
        var options = new ExecutionDataflowBlockOptions { EnsureOrdered = false };

        ArgumentException error = Assert.ThrowsExactly<ArgumentException>(
            () => new OrderedActionBlock<int, int>(Produce, _consumed.Add, options));

        Assert.AreEqual("dataflowBlockOptions", error.ParamName);
        Assert.StartsWith("EnsureOrdered must be true", error.Message);
    }

    [TestMethod]
    public void Constructor_DedicatedThreadsWithoutALimit_IsRefusedByName()
    {
        OrderedBlockOptions options = Options(dop: DataflowBlockOptions.Unbounded);
        options.WorkerThreadMode = WorkerThreadMode.Dedicated;

        ArgumentException error = Assert.ThrowsExactly<ArgumentException>(
            () => new OrderedActionBlock<int, int>(Produce, _consumed.Add, options));

        Assert.AreEqual("dataflowBlockOptions", error.ParamName);
        Assert.StartsWith("WorkerThreadMode = Dedicated needs a MaxDegreeOfParallelism of 1 or more", error.Message);
    }

    [TestMethod]
    public void ToString_NameFormat_IsUsed()
    {
        OrderedBlockOptions options = Options();
        options.NameFormat = "writer {0}";
        var block = new OrderedActionBlock<int, int>(Produce, _consumed.Add, options);

        Assert.AreEqual("writer OrderedActionBlock`2", block.ToString());
    }

    // Looked at while consume stands still, with all that the block then holds.
    [TestMethod]
    public async Task DebuggerViews_WhileConsumeRuns_ShowTheBlock()
    {
        using var inside = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        OrderedBlockOptions options = Options(capacity: 1);
        options.NameFormat = "writer";
        var block = new OrderedActionBlock<int, int>(
            Produce,
            _ =>
            {
                inside.Set();
                Wait.ForEvent(leave);
            },
            options);
        PostFromOne(block, 1);
        Wait.ForEvent(inside);
        var source = new ScriptedSource();
        Assert.AreEqual(DataflowMessageStatus.Postponed, source.Offer(block, id: 1, value: 2));

        Dictionary<string, object?> view = await Task.Run(() => ReadView(block)).WithTimeout();
        object? display = block.GetType().GetProperty("DebuggerText", AnyInstance)!.GetValue(block);
        leave.Set();

        Assert.AreEqual("writer", view["Name"]);
        Assert.AreEqual("Open", view["State"]);
        Assert.AreSame(block.Completion, view["Completion"]);
        AssertItems([source], (IEnumerable<ISourceBlock<int>>)view["WaitingSources"]!);
        Assert.StartsWith("writer, Open, 1 admitted = 0 released", (string)display!);
        Assert.AreEqual("{DebuggerText,nq}", block.GetType().GetCustomAttribute<DebuggerDisplayAttribute>()!.Value);
        block.Complete();
        await block.Completion.WithTimeout();
    }

    private static Dictionary<string, object?> ReadView(object block)
    {
        Type open = Type.GetType(block.GetType().GetCustomAttribute<DebuggerTypeProxyAttribute>()!.ProxyTypeName)!;
        Type proxy = open.MakeGenericType(block.GetType().GenericTypeArguments);
        object view = Activator.CreateInstance(proxy, AnyInstance, null, [block], null)!;
        return proxy.GetProperties().ToDictionary(static property => property.Name, property => property.GetValue(view));
    }

    private static int Produce(int item) => item * 10;

    private static async Task<int> ProduceAsync(int item)
    {
        await Task.Yield();
        return item * 10;
    }

    private static async ValueTask<int> ProduceValueAsync(int item, CancellationToken token)
    {
        await Task.Delay(0, token);
        return item * 10;
    }

    private async Task AddAsync(int result)
    {
        await Task.Yield();
        _consumed.Add(result);
    }

    private async ValueTask AddValueAsync(int result, CancellationToken token)
    {
        await Task.Delay(0, token);
        _consumed.Add(result);
    }
}
