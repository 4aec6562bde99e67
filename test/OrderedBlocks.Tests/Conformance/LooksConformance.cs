using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance;

/// <summary>Section E: how the block looks, as text and in a debugger.</summary>
[TestClass]
public abstract class LooksConformance<TSubject> : BlockConformance<TSubject>
    where TSubject : BlockSubject, new()
{
    private const BindingFlags AnyInstance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>E: {0} is the type's name, {1} the id of the completion task.</summary>
    [TestMethod]
    public void ToString_NameFormat_GetsNameAndId()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Named("<{1}|{0}>"));

        Assert.AreEqual($"<{block.Completion.Id}|{block.GetType().Name}>", block.ToString());
    }

    /// <summary>E: the default.</summary>
    [TestMethod]
    public void ToString_Default_IsNameAndId()
    {
        IPropagatorBlock<int, int> block = NewIdentity();

        Assert.AreEqual($"{block.GetType().Name} Id={block.Completion.Id}", block.ToString());
    }

    /// <summary>E: a bad format yields the exception's message.</summary>
    [TestMethod]
    [DataRow("{2}")]
    [DataRow("{0")]
    public void ToString_BadFormat_IsTheMessage(string format)
    {
        IPropagatorBlock<int, int> block = NewIdentity(Named(format));
        string message = Assert.ThrowsExactly<FormatException>(
            () => string.Format(CultureInfo.InvariantCulture, format, "name", 1)).Message;

        Assert.AreEqual(message, block.ToString());
    }

    /// <summary>E: the debugger's line can be read while the block is inside a call to a target.</summary>
    [TestMethod]
    public async Task DebuggerDisplay_BlockIsBusy_TakesNoLock()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(room: 4));

        string? display = await WhileInsideAnOffer(block, () => ReadDisplay(block));

        Assert.Contains(block.ToString()!, display!);
    }

    /// <summary>E: so can all that the debugger's view of it shows.</summary>
    [TestMethod]
    public async Task DebuggerTypeProxy_BlockIsBusy_TakesNoLock()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(room: 4));

        Dictionary<string, object?> view = await WhileInsideAnOffer(block, () => ReadView(block));

        Assert.IsNotEmpty(view);
    }

    private ExecutionDataflowBlockOptions Named(string format)
    {
        ExecutionDataflowBlockOptions options = Options();
        options.NameFormat = format;
        return options;
    }

    /// <summary>Reads while another thread stands inside the block's offer to a target, with all that it then holds.</summary>
    private async Task<T> WhileInsideAnOffer<T>(IPropagatorBlock<int, int> block, Func<T> read)
    {
        using var inside = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        var target = new ScriptedTarget(_ =>
        {
            inside.Set();
            Wait.ForEvent(leave);
            return DataflowMessageStatus.Accepted;
        });
        block.LinkTo(target);
        PostAll(block, 1, 2);
        Wait.ForEvent(inside);
        try
        {
            return await Task.Run(read).WithTimeout();
        }
        finally
        {
            leave.Set();
            target.WaitForTaken(2);
        }
    }

    /// <summary>Does what a debugger does with "{Member,nq}".</summary>
    private static string? ReadDisplay(object block)
    {
        string value = block.GetType().GetCustomAttribute<DebuggerDisplayAttribute>()!.Value;
        string member = value.Trim('{', '}').Split(',')[0].Split('(')[0];
        PropertyInfo? property = block.GetType().GetProperty(member, AnyInstance);
        return (property is null
            ? block.GetType().GetMethod(member, AnyInstance)!.Invoke(block, [])
            : property.GetValue(block))?.ToString();
    }

    /// <summary>Makes the proxy as a debugger does, and reads all its public properties, their items included.</summary>
    private static Dictionary<string, object?> ReadView(object block)
    {
        string name = block.GetType().GetCustomAttribute<DebuggerTypeProxyAttribute>()!.ProxyTypeName;
        Type open = Type.GetType(name)!;
        Type proxy = open.ContainsGenericParameters ? open.MakeGenericType(block.GetType().GenericTypeArguments) : open;
        object view = Activator.CreateInstance(proxy, AnyInstance, null, [block], null)!;
        var read = new Dictionary<string, object?>();
        foreach (PropertyInfo property in proxy.GetProperties())
        {
            object? value = property.GetValue(view);
            read[property.Name] = value is IEnumerable items and not string ? items.Cast<object>().ToList() : value;
        }

        return read;
    }
}
