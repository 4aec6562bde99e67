using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Control;

/// <summary>How a block has ended.</summary>
internal static class Ends
{
    /// <summary>Waits for the end, which must be faulted with exactly these exceptions, flat, in this order.</summary>
    public static async Task Faulted(Task completion, params Exception[] expected)
    {
        await completion.ToEnd();
        Assert.AreEqual(TaskStatus.Faulted, completion.Status);
        CollectionAssert.AreEqual(expected, completion.Exception!.InnerExceptions);
    }

    /// <summary>Waits for the end, which must be canceled.</summary>
    public static async Task Canceled(Task completion)
    {
        await completion.ToEnd();
        Assert.AreEqual(TaskStatus.Canceled, completion.Status);
    }

    /// <summary>Asserts the exact sequence.</summary>
    public static void With<T>(IEnumerable<T> expected, IEnumerable<T> actual) =>
        Assert.AreEqual(string.Join(", ", expected), string.Join(", ", actual));
}
