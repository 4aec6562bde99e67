namespace OrderedBlocks.Tests.Differential;

/// <summary>Questions about an <see cref="ItemScript"/>.</summary>
internal static class ItemScripts
{
    public static bool Waits(this ItemScript script) =>
        script is ItemScript.Wait or ItemScript.WaitThenThrow or ItemScript.WaitThenCancel;

    /// <summary>Whether the item faults the block.</summary>
    public static bool Faults(this ItemScript script) =>
        script is ItemScript.Throw or ItemScript.FaultedTask or ItemScript.WaitThenThrow;

    /// <summary>Whether the item silently leaves no output.</summary>
    public static bool Drops(this ItemScript script) =>
        script is ItemScript.Cancel or ItemScript.CanceledTask or ItemScript.NullTask or ItemScript.WaitThenCancel;
}
